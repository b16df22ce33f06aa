/**
 * The package that a module of a bundle comes from, such as `@vue/shared`, and its folder; null for a module
 * of this project or of the bundler itself. `id` is the bundler's: a path, perhaps with a query.
 */
export function packageOfModule(id: string): { name: string; folder: string } | null {
  const path = id.replaceAll('\\', '/').split('?', 1)[0]?.replace(/^\0/, '') ?? '';
  // The innermost folder of packages counts: a package may bring another version of its own.
  const found = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/@][^/]*))\//.exec(path);
  const [, folder, name] = found ?? [];
  return folder === undefined || name === undefined ? null : { name, folder };
}
