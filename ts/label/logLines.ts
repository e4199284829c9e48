import { decompressed } from "../runtime/decompress.ts";
import { InputFile } from "../runtime/files.ts";

const CHUNK = 256 * 1024;
/** Characters of the longest line that is believed. */
const MAX_LINE = 4 << 20;

/**
 * The lines of a text file, compressed or not, a chunk of them at a time; undefined stands for a line longer than 4 Mi
 * characters, so that a file without line breaks does not fill the memory.
 * @param consumed told how many bytes of the file were read so far
 * @throws {Error} when the file cannot be read, or its compression is damaged; the lines before that came out
 */
export async function* logLines(
  path: string,
  consumed: (bytes: number) => void = () => {},
): AsyncGenerator<readonly (string | undefined)[], void, undefined> {
  const decoder = new TextDecoder();
  let held = "";
  let tooLong = false;
  for await (const chunk of decompressed(bytesOf(path, consumed), (problem) => new Error(`"${path}" ${problem}`))) {
    const lines: (string | undefined)[] = `${held}${decoder.decode(chunk, { stream: true })}`.split("\n");
    held = lines.pop() ?? "";
    if (tooLong && lines.length) lines[0] = undefined;
    tooLong = (tooLong && !lines.length) || held.length > MAX_LINE;
    if (tooLong) held = "";
    yield lines;
  }
  held += decoder.decode();
  if (tooLong) yield [undefined];
  else if (held !== "") yield [held];
}

async function* bytesOf(path: string, consumed: (bytes: number) => void): AsyncGenerator<Uint8Array, void, undefined> {
  const input = new InputFile(path);
  let total = 0;
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK);
      const size = input.read(chunk);
      if (!size) return;
      consumed((total += size));
      yield chunk.subarray(0, size);
    }
  } finally {
    input.close();
  }
}
