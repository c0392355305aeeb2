/** Where the practice target listens when nobody else does. */
export const PRACTICE_PORT = 8787

export const PRACTICE_URL = `http://127.0.0.1:${PRACTICE_PORT}`
