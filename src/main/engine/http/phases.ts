/** The phases of a connection, in the order in which they come; `ConnectionSetup` and `Connection` say what leads on. */
export const RESOLVING = 0
export const CONNECTING = 1
export const HANDSHAKING = 2
export const IDLE = 3
export const SENDING = 4
export const WAITING = 5
export const RECEIVING = 6
export const CLOSED = 7
