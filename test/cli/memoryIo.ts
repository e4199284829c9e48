import type { Io } from "../../ts/cli/io.ts";

/** What a test puts into a tool's surroundings. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** Whether all three streams pretend to be terminals. */
  readonly terminal?: boolean;
  readonly columns?: number;
  /** What `ask` is told, in turn; no when there are none left. */
  readonly answers?: readonly boolean[];
}

/** An `Io` without a process. */
export interface MemoryIo extends Io {
  /** What was written to standard output, as bytes and as text. */
  readonly bytes: Uint8Array;
  readonly out: string;
  /** What was written to standard error; questions count. */
  readonly err: string;
  /** Acts as SIGINT does. */
  stop(): void;
}

export function memoryIo({ env = {}, stdin = "", terminal = false, columns = 80, answers = [] }: Surroundings = {}): MemoryIo {
  const control = new AbortController();
  const written: number[] = [];
  const told: string[] = [];
  const left = [...answers];
  return {
    stdin: {
      isTerminal: terminal,
      async *chunks() {
        const bytes = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
        if (bytes.length > 0 && !control.signal.aborted) yield bytes;
      },
    },
    stdout: {
      isTerminal: terminal,
      columns,
      async write(data) {
        const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
        for (const byte of bytes) written.push(byte);
      },
    },
    stderr: { isTerminal: terminal, columns, write: (text) => void told.push(text) },
    signal: control.signal,
    env: (name) => env[name] || undefined,
    async ask(question) {
      told.push(`${question} [y/N] `);
      return left.shift() ?? false;
    },
    stop: () => control.abort(),
    get bytes() {
      return Uint8Array.from(written);
    },
    get out() {
      return new TextDecoder().decode(Uint8Array.from(written));
    },
    get err() {
      return told.join("");
    },
  };
}
