import { readdirSync, readFileSync, statSync } from 'node:fs'

/** What the system lets this process have of descriptors and ports, and how much of it is taken. Null is not known. */

/** Open descriptors of the whole process: sockets, files, and a few of the runtime's own. */
export function openDescriptors(): number | null {
  try {
    // Linux 6.2 and later give the number as the size of the folder; listing thousands takes milliseconds.
    const { size } = statSync('/proc/self/fd')
    return size > 0 ? size : listed('/proc/self/fd')
  } catch {
    return process.platform === 'darwin' ? listed('/dev/fd') : null
  }
}

/** Without the one that lists them. */
function listed(folder: string): number | null {
  try {
    return readdirSync(folder).length - 1
  } catch {
    return null
  }
}

/** How many descriptors the process may have open: the soft limit, which is what opening one more fails at. */
export function descriptorLimit(): number | null {
  return numberIn('/proc/self/limits', /^Max open files\s+(\d+)/m)
}

/** What the soft limit may be raised to without further rights. */
export function hardDescriptorLimit(): number | null {
  return numberIn('/proc/self/limits', /^Max open files\s+\S+\s+(\d+)/m)
}

/** Connections that have ended here and keep their local port until TIME_WAIT is over, of all processes. */
export function timeWaitPorts(): number | null {
  return numberIn('/proc/net/sockstat', /^TCP:.* tw (\d+)/m)
}

/** How many local ports there are for connections to one address and port from one local address. */
export function ephemeralPorts(): number | null {
  try {
    const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1').trim().split(/\s+/)
    const [first, last] = range.map(Number)
    return first === undefined || last === undefined ? null : last - first + 1
  } catch {
    return null
  }
}

function numberIn(file: string, pattern: RegExp): number | null {
  try {
    const found = pattern.exec(readFileSync(file, 'latin1'))?.[1]
    return found === undefined ? null : Number(found)
  } catch {
    return null
  }
}
