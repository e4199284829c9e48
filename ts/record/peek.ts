/**
 * Looks at the first bytes of a stream.
 * @returns the first `size` bytes (fewer when there are no more), and the whole stream, with those bytes, to read instead of `chunks`
 */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array, void, undefined> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let begin: Uint8Array = new Uint8Array(0);
  while (begin.length < size) {
    const { value, done } = await iterator.next();
    if (done) break;
    begin = begin.length === 0 ? value : joined(begin, value);
  }
  return { head: begin.subarray(0, size), all: withBegin(begin, iterator) };
}

async function* withBegin(begin: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (begin.length > 0) yield begin;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
