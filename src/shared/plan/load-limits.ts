/** More fit into no memory (about 6 KB each with its connection), and into no machine's ports. */
export const MAX_VUS = 100_000

/** More starts are no load but a slip of the keyboard: the schedule alone would keep a lane busy. */
export const MAX_RATE = 10_000_000
