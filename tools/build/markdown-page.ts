/**
 * A page of its own for a document in Markdown, without scripts and without anything to load. `links` are the
 * addresses, in the package, of documents that this one may link to, by their paths; a link elsewhere stays if
 * it is an address of the web, and is plain text otherwise.
 *
 * It knows the Markdown that the project's documents use (CommonMark's headings, paragraphs, flat lists, code,
 * emphasis and links, and GitHub's tables).
 *
 * @throws Error for what it does not know, so that nothing is shown wrong
 */
export function markdownPage(markdown: string, links: Readonly<Record<string, string>>): string {
  const blocks = markdown
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n{2,}/);
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? '';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)} - SteadyMic</title><link rel="icon" href="/icon/32.png"><style>${style}</style><main>${blocks.map((block) => toHtml(block, links)).join('\n')}</main></html>\n`;
}

const style =
  ':root{color-scheme:light dark;font:15px/1.55 system-ui,sans-serif}main{max-width:52rem;margin:2rem auto;padding:0 1rem}.table{overflow-x:auto}table{border-collapse:collapse}td,th{border:1px solid #8886;padding:.3rem .6rem;text-align:start;vertical-align:top}code{font-size:.9em;overflow-wrap:anywhere}li{margin:.3rem 0}a{color:light-dark(#0b57d0,#a0c3ff)}';

function toHtml(block: string, links: Readonly<Record<string, string>>): string {
  const inline = (text: string) => inlineHtml(text, links);
  const heading = /^(#{1,4}) ([^\n]+)$/.exec(block);
  if (heading) {
    const [, { length } = '', text = ''] = heading;
    return `<h${length} id="${idOf(text)}">${inline(text)}</h${length}>`;
  }
  if (block.startsWith('|')) return tableHtml(block.split('\n'), inline);
  const list = /^(-|\d+\.) /.exec(block);
  if (list) {
    const items = block.split(/\n(?=(?:-|\d+\.) )/).map((item) => item.replace(/^(?:-|\d+\.) /, ''));
    const tag = list[1] === '-' ? 'ul' : 'ol';
    return `<${tag}>${items.map((item) => `<li>${inline(item)}</li>`).join('')}</${tag}>`;
  }
  if (/^(```|>|!\[|<| {4}|#|\*|\+ )/.test(block) && !block.startsWith('**')) {
    throw new Error(`markdown-page.ts does not know this kind of block yet:\n${block}`);
  }
  return `<p>${inline(block)}</p>`;
}

function tableHtml(lines: readonly string[], inline: (text: string) => string): string {
  const [head = [], , ...rows] = lines.map((line) =>
    line
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${inline(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="table" tabindex="0"><table>${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table></div>`;
}

/** The part of a text between two backquotes is shown as it is. */
function inlineHtml(text: string, links: Readonly<Record<string, string>>): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) =>
      index % 2 === 1
        ? `<code>${escaped(part.slice(1, -1))}</code>`
        : escaped(part)
            .replace(/\*\*(.+?)\*\*/gs, '<strong>$1</strong>')
            .replace(/(?<!\w)_(.+?)_(?!\w)/gs, '<em>$1</em>')
            .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, words: string, target: string) =>
              linkHtml(words, target, links),
            ),
    )
    .join('');
}

function linkHtml(words: string, target: string, links: Readonly<Record<string, string>>): string {
  const address = /^https:\/\/|^#/.test(target) ? target : links[target];
  return address === undefined ? words : `<a href="${address}">${words}</a>`;
}

const idOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/^-|-$/g, '');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
