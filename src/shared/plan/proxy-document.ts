import { z } from 'zod'
import { visibleText } from './document-values.ts'

const noProxyError = 'a list of hosts such as [internal.example.com, ".test", 10.0.0.0/8]'

/** The proxy through which requests go; what its parts say together is checked by `checkProxy`. */
export const proxyDocument = z.union(
  [
    visibleText,
    z.strictObject({
      url: visibleText,
      noProxy: z.array(visibleText, { error: noProxyError }).optional(),
      username: visibleText.optional(),
      password: visibleText.optional()
    })
  ],
  { error: 'a URL such as "http://proxy:3128", env, or a mapping with url, noProxy, username and password' }
)

export type ProxyDocument = z.output<typeof proxyDocument>
