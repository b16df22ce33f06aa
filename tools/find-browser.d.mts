export function findBrowser(): string | null;
export function isBrandedChrome(executable: string): boolean;
