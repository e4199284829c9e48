/** Is told now and then how many records were done so far, and how many bytes of the files were read for them. */
export type Watch = (records: number, bytes: number) => void;
