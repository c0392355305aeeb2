export type { BodyFile } from './body-file.ts'
export { BodyFiles } from './body-files.ts'
export { ContentDecodingError, decodeContent } from './content-decoding.ts'
export { findDigestChallenge, findNextNonce } from './digest-challenge.ts'
export { DigestNonce } from './digest-nonce.ts'
export type { DigestCredentials } from './digest-nonce.ts'
export { Exchange } from './exchange.ts'
export type { ExchangeSettings, PreparedRequest } from './exchange.ts'
export { UNKNOWN_ADDRESS } from './host-addresses.ts'
export type { AddressGuard, HostLookup } from './host-addresses.ts'
export { HostMap } from './host-map.ts'
export { HttpClient } from './http-client.ts'
export type { HttpClientOptions } from './http-client.ts'
export type { ClientSession } from './client-session.ts'
export type { Origin, OriginParts } from './origin.ts'
export {
  CHALLENGE_HEADS,
  COOKIE_HEADS,
  ENCODED_HEADS,
  isRedirectStatus,
  REDIRECT_HEADS
} from './kept-heads.ts'
export type { ProxyChoice, ProxyServer } from './proxy-server.ts'
export { asksToClose, encodeRequest } from './request-encoder.ts'
export type { RequestToEncode } from './request-encoder.ts'
export { encodeRequestTarget } from './request-target.ts'
export type { ResponseCapture } from './response-capture.ts'
export { StreamedBody } from './streamed-body.ts'
export type { TlsSettings } from './tls-settings.ts'
