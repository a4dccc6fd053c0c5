/**
 * Whether node_modules holds what package-lock.json asks for, judged by the record npm writes there when an install is complete.
 * @param {{packages: Record<string, {version?: string, integrity?: string, optional?: boolean, link?: boolean}>}} wanted package-lock.json
 * @param {{packages: Record<string, {version?: string, integrity?: string}>} | null} installed node_modules/.package-lock.json
 */
export function packagesAreCurrent(wanted, installed) {
  if (installed === null) return false;
  for (const [path, { version, integrity, optional, link }] of Object.entries(wanted.packages)) {
    // The root and the workspaces are this repository itself.
    if (!path.includes('node_modules/')) continue;
    const present = installed.packages[path];
    if (present === undefined) {
      // npm leaves out the optional packages of other platforms.
      if (optional) continue;
      return false;
    }
    if (!link && (present.version !== version || present.integrity !== integrity)) return false;
  }
  return true;
}
