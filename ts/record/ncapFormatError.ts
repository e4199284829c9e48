/**
 * Bytes that are no record file, or a damaged one.
 * The message is one sentence for the user; the fields are for programs.
 */
export class NcapFormatError extends Error {
  override readonly name = "NcapFormatError";
  /** The path, or what stands for it; empty as long as only the bytes of one record are known. */
  readonly file: string;
  /** Bytes before the trouble, counted from the start of the file after decompression; without a file from the start of the array. */
  readonly offset: number;
  /** What is wrong, as it reads after "FILE: ". */
  readonly problem: string;

  constructor(file: string, offset: number, problem: string) {
    super(file === "" ? problem : `${file}: ${problem}`);
    this.file = file;
    this.offset = offset;
    this.problem = problem;
  }
}
