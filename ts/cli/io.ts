/** What a tool reads and writes besides files. A tool touches the process only through this, so that tests can run it without one. */
export interface Io {
  /** Standard input. */
  readonly stdin: Input;
  /** Standard output: data only. */
  readonly stdout: Output;
  /** Standard error: progress, questions, sentences. */
  readonly stderr: Messages;
  /** Aborted by the first SIGINT or SIGTERM: finish what is begun, flush, print totals. */
  readonly signal: AbortSignal;
  /** The environment variable, or undefined when it is unset, empty, or may not be read. */
  env(name: string): string | undefined;
  /**
   * Asks a yes-or-no question on the terminal; everything but `y` and `yes` means no.
   * Ask only when `stdin` and `stderr` are terminals: without them the answer is always no.
   */
  ask(question: string): Promise<boolean>;
}

/** A stream of bytes that comes in. */
export interface Input {
  /** Whether a person types it. */
  readonly isTerminal: boolean;
  /** The bytes until the end of the stream, or until `Io.signal` is aborted. Every chunk is the caller's to keep. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** A stream of bytes that goes out. */
export interface Output {
  /** Whether a person reads it. */
  readonly isTerminal: boolean;
  /** Width of the terminal in characters, 80 when it is none. */
  readonly columns: number;
  /**
   * Writes text (as UTF-8) or bytes, and resolves once they are handed over: wait for it before changing the bytes or writing on.
   * @throws when the reader has gone away; let that error through, `main` ends quietly on it.
   */
  write(data: string | Uint8Array): Promise<void>;
}

/** Where words to the user go, beside the data. */
export interface Messages {
  /** Whether a person reads it. */
  readonly isTerminal: boolean;
  /** Width of the terminal in characters, 80 when it is none. */
  readonly columns: number;
  /** Writes text at once; the newline is the caller's. */
  write(text: string): void;
}
