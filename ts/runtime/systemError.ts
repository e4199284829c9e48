const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "the system does not permit it",
  EISDIR: "it is a directory",
  ENOTDIR: "a part of the path is no directory",
  EEXIST: "it exists already",
  ENOTEMPTY: "the directory is not empty",
  EROFS: "the file system is read-only",
  EFBIG: "the file would grow beyond what the file system takes",
  EDQUOT: "the disk quota is used up",
  EMFILE: "this process has too many files open",
  ENFILE: "the system has too many files open",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "it is a circle of symbolic links",
  EXDEV: "it would have to move to another file system",
  EBUSY: "it is in use",
  EIO: "the device reported an input/output error",
  ENXIO: "no such device, or nobody reads from it",
  EPIPE: "nobody reads from it any more",
};

/** What was tried when the system said no: the verb of the sentence. */
export type FileAction = "read" | "write" | "list" | "create" | "rename" | "remove" | "run";

/**
 * Turns what the system threw into an Error whose message is a sentence for the user: `cannot read "a.pcap": no such file`.
 * The original is its `cause`. What is no error of the system comes back as it is.
 */
export function systemError(action: FileAction, path: string, error: unknown): unknown {
  const reason = reasonOf(action, path, Object(error) as NodeJS.ErrnoException);
  return reason === undefined ? error : new Error(`cannot ${action} "${path}": ${reason}`, { cause: error });
}

function reasonOf(action: FileAction, path: string, { name, message, code }: NodeJS.ErrnoException): string | undefined {
  // Deno refuses what it was not allowed to with an error of this name and without a code.
  if (name === "NotCapable") {
    const flag = /--allow-[a-z]+/.exec(message)?.[0] ?? "--allow-all";
    return `Deno was started without permission, add ${flag === "--allow-all" ? flag : `${flag}=${path}`}`;
  }
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return undefined;
  if (code === "ENOENT") return missing(action);
  if (code === "ENOSPC") return `no space left on the device that holds "${path}"`;
  return REASONS[code] ?? `the system says ${code}`;
}

function missing(action: FileAction): string {
  if (action === "list") return "no such directory";
  return action === "write" || action === "create" ? "the directory that should hold it does not exist" : "no such file";
}
