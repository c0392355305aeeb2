import { z } from 'zod'
import { filledText } from './document-values.ts'

const noProxyError = 'a list of hosts such as [internal.example.com, ".test", 10.0.0.0/8]'

/** The proxy through which requests go; what its parts say together is checked by `checkProxy`. */
export const proxyDocument = z.union(
  [
    filledText,
    z.strictObject({
      url: filledText,
      noProxy: z.array(filledText, { error: noProxyError }).optional(),
      username: filledText.optional(),
      password: filledText.optional()
    })
  ],
  { error: 'a URL such as "http://proxy:3128", env, or a mapping with url, noProxy, username and password' }
)

export type ProxyDocument = z.output<typeof proxyDocument>
