import { fileError } from './file-error.ts';

/**
 * A package that only some files need, and that may not have been installed.
 * @param file that is to be read
 * @param otherwise what else can be done, as the end of "Install it, or ..."
 * @throws UserError where it is missing
 */
export async function optionalModule<Module>(
  name: string,
  { file, otherwise }: { readonly file: string; readonly otherwise: string },
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    if (!missing) throw cause;
    throw fileError(
      file,
      [
        `the optional package ${name}, which reads such files`,
        'an installation without it',
        `Install again without --omit=optional, or ${otherwise}.`,
      ],
      cause,
    );
  }
}
