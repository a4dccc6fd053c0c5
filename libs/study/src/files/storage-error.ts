import { UserError } from '@collapse/trials';

interface Cause {
  readonly received: string;
  readonly remedy: string;
}

const CAUSES: Readonly<Record<string, Cause>> = {
  ENOSPC: {
    received: 'a full disk',
    remedy: 'Free some space, then run the same command again: what is done is kept.',
  },
  EDQUOT: {
    received: 'a used-up disk quota',
    remedy: 'Free some space or raise the quota, then run the same command again: what is done is kept.',
  },
  EACCES: { received: 'no permission', remedy: 'Change its permissions, or choose another study folder with --out.' },
  EPERM: { received: 'no permission', remedy: 'Change its permissions, or choose another study folder with --out.' },
  EROFS: { received: 'a read-only file system', remedy: 'Choose a study folder that can be written with --out.' },
  ENOTDIR: { received: 'a path that runs through a file', remedy: 'Choose another study folder with --out.' },
  EEXIST: {
    received: 'a file where a folder goes',
    remedy: 'Remove that file, or choose another study folder with --out.',
  },
  EISDIR: {
    received: 'a folder where a file goes',
    remedy: 'Remove that folder, or choose another study folder with --out.',
  },
  ENOENT: {
    received: 'a path that leads nowhere, such as a link to what is gone',
    remedy: 'Make the folder that it leads to, or choose another study folder with --out.',
  },
  ELOOP: { received: 'a link that leads back to itself', remedy: 'Choose another study folder with --out.' },
  EIO: { received: 'an input or output error', remedy: 'Look at the disk, or choose another study folder with --out.' },
  EFBIG: {
    received: 'a file larger than may be written',
    remedy: 'Raise the limit (ulimit -f), or choose another study folder with --out.',
  },
  EMFILE: { received: 'too many open files', remedy: 'Raise the limit (ulimit -n), or use fewer --workers.' },
  ENFILE: { received: 'too many open files on this machine', remedy: 'Close other programs, then run it again.' },
  ESTALE: {
    received: 'a network file system that lost it',
    remedy: 'Mount it again, then run the same command again.',
  },
  ENAMETOOLONG: { received: 'a path that is too long', remedy: 'Choose a shorter study folder with --out.' },
};

/** A study folder that cannot be written: the user must act, no retry helps. Its message names the path and the remedy. */
export class StorageError extends UserError {
  readonly path: string;
  /** The system's code, such as ENOSPC. */
  readonly code: string;

  constructor(path: string, code: string, options?: ErrorOptions) {
    const cause = CAUSES[code] ?? { received: code, remedy: 'Choose another study folder with --out.' };
    super(
      {
        field: path,
        expected: 'a place that can be written',
        received: `${cause.received} (${code})`,
        remedy: cause.remedy,
      },
      options,
    );
    this.name = 'StorageError';
    this.path = path;
    this.code = code;
  }
}

/** The system's code of an error of a file operation, such as ENOENT; undefined for any other value. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Does the write; a disk that is full or not writable becomes a StorageError, everything else passes unchanged. */
export function writing<Value>(path: string, write: () => Value): Value {
  try {
    return write();
  } catch (error) {
    const code = errorCode(error);
    // What is missing may have been cleared away by its owner: that is no fault of the disk's.
    throw code !== undefined && code !== 'ENOENT' && code in CAUSES
      ? new StorageError(path, code, { cause: error })
      : error;
  }
}
