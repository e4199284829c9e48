/* What the threads do that turn records into lines; see lineThreads.ts. */
import { type LineForm, lineWriter } from "../record/lineWriter.ts";
import { appendRecords, type Records } from "../record/records.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { onPostDown, postUp, threadData } from "../runtime/threads.ts";

/** What a thread is started with. */
export interface LineJob {
  readonly task: "lines";
  readonly form: LineForm;
}

/** What became of records. */
export interface Lines {
  /** How many were written: all, or those before one that is damaged. */
  readonly count: number;
  readonly text: Uint8Array;
}

const writer = lineWriter(threadData<LineJob>().form);
const out = new TextBuffer(1 << 20);
onPostDown<Records>((records) => {
  out.length = 0;
  const count = appendRecords(writer, out, records);
  const text = out.view().slice();
  const lines: Lines = { count, text };
  postUp(lines, [text.buffer]);
});
postUp(undefined);
