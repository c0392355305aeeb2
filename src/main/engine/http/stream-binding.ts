/**
 * Node's own objects for streams, by the one door that is open to programs; undefined where it is closed.
 * docs/decisions/0006-direct-writes.md says what is taken for granted of them.
 */
export function streamBinding(): unknown {
  try {
    const binding: unknown = Reflect.get(process, 'binding')
    return typeof binding === 'function' ? Reflect.apply(binding, process, ['stream_wrap']) : undefined
  } catch {
    return undefined
  }
}
