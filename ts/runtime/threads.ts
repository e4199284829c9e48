import { parentPort, type Transferable, Worker, workerData } from "node:worker_threads";

/** The other side of a thread: what it says comes out of `messages`, in order. */
export class Thread<Down, Up> {
  readonly #worker: Worker;

  /**
   * Starts a thread.
   * @param code a JavaScript module that needs nothing beside it
   * @param data what `threadData` gives there
   * @param onMessage called with what the thread says
   * @param onFailure called with what it did not catch, or when it ends without having said so
   */
  constructor(code: string, data: unknown, onMessage: (message: Up) => void, onFailure: (error: unknown) => void) {
    // As a URL, since only so both runtimes take a module that lies in no file.
    this.#worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
      workerData: data,
      // Buffers that were sent away are freed with the young objects; little room for these keeps their number low.
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    this.#worker.on("message", onMessage);
    this.#worker.on("error", onFailure);
  }

  /** Says something to the thread; what is transferred is gone here. */
  post(message: Down, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer as readonly Transferable[] as Transferable[]);
  }

  /** Ends the thread, whatever it is doing. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Within a thread: what it was started with. */
export function threadData<Data>(): Data {
  return workerData as Data;
}

/** Within a thread: says something to who started it; what is transferred is gone here. */
export function postUp(message: unknown, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer as readonly Transferable[] as Transferable[]);
}

/** Within a thread: calls back with what it is told. */
export function onPostDown<Down>(listener: (message: Down) => void): void {
  parentPort?.on("message", listener);
}
