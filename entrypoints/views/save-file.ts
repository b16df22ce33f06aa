import { browserEdges } from '../../utils/async/edges.ts';

/** Saves a file as a download. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // A download that has begun no longer needs the object URL, and it begins right after this task.
  browserEdges.after(1000, () => URL.revokeObjectURL(url));
}
