import { z } from 'zod'
import { visibleText, truth } from './document-values.ts'

export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
export type TlsVersion = (typeof TLS_VERSIONS)[number]

const version = z.enum(TLS_VERSIONS, { error: `one of ${TLS_VERSIONS.join(', ')}` })

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i
const serverNameError = 'a host name such as "api.example.com", which is no IP address'
/** RFC 6066, section 3: an IP address is no server name. */
const serverName = z
  .string({ error: serverNameError })
  .refine((name) => HOST_NAME.test(name) && !/^[\d.]+$/.test(name), { error: serverNameError })

const caError = 'the path of a PEM file or a list of them'

/** How connections to https URLs are made; paths are relative to the folder of the plan. */
export const tlsDocument = z.strictObject(
  {
    ca: z
      .union([visibleText, z.array(visibleText).min(1, { error: caError })], { error: caError })
      .optional(),
    cert: visibleText.optional(),
    key: visibleText.optional(),
    passphrase: visibleText.optional(),
    serverName: serverName.optional(),
    minVersion: version.optional(),
    maxVersion: version.optional(),
    insecure: truth.optional(),
    sessionResumption: truth.optional()
  },
  {
    error:
      'a mapping with ca, cert, key, passphrase, serverName, minVersion, maxVersion, insecure or sessionResumption'
  }
)

export type TlsDocument = z.output<typeof tlsDocument>
