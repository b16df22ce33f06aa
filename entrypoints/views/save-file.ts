import { browserEdges } from '../../utils/async/edges.ts';

/** Gives a file to the user as a download. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download keeps the data by itself once it has begun, which is after this task.
  browserEdges.after(1000, () => URL.revokeObjectURL(url));
}
