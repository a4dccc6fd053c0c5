import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Preloaded with --import: writes the address of every module that the program loads to the file that MODULES_LOADED names.
const file = process.env.MODULES_LOADED;
registerHooks({
  load(url, context, nextLoad) {
    if (file !== undefined) appendFileSync(file, `${url}\n`);
    return nextLoad(url, context);
  },
});
