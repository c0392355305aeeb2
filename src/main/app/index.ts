export { DesktopApp, isOwnPage } from './desktop-app.ts'
export { registerRendererScheme } from './renderer-protocol.ts'
export { lockDown } from './security.ts'
