import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { markdownPage } from '../../../tools/build/markdown-page.ts';
import { packagedChangelog } from '../../../tools/build/packaged-changelog.ts';

const body = (markdown: string) =>
  /<main>(.*)<\/main>/s.exec(markdownPage(markdown, { 'B.md': 'b.html' }))?.[1];

describe('the page of a document', () => {
  it.each([
    ['# Title', '<h1 id="title">Title</h1>'],
    ['### What is <kept>?', '<h3 id="what-is-kept">What is &lt;kept&gt;?</h3>'],
    ['one\ntwo & three', '<p>one\ntwo &amp; three</p>'],
    ['- one\n  goes on\n- two', '<ul><li>one\n  goes on</li><li>two</li></ul>'],
    ['1. one\n2. two', '<ol><li>one</li><li>two</li></ol>'],
    [
      '**bold** and _leaning_, snake_case_name',
      '<p><strong>bold</strong> and <em>leaning</em>, snake_case_name</p>',
    ],
    ['`a < b_c_ **d**`', '<p><code>a &lt; b_c_ **d**</code></p>'],
    [
      '[b](B.md), [web](https://a.example/x), [c](docs/c.md)',
      '<p><a href="b.html">b</a>, <a href="https://a.example/x">web</a>, c</p>',
    ],
    [
      '| a | b |\n| --- | --- |\n| `x` | y \\| z |',
      '<div class="table" tabindex="0"><table><tr><th>a</th><th>b</th></tr><tr><td><code>x</code></td><td>y | z</td></tr></table></div>',
    ],
    ['[x](javascript:alert(1))', '<p>x)</p>'],
  ])('shows %j as it is meant', (markdown, html) => {
    expect(body(markdown)).toBe(html);
  });

  it.each(['```\ncode\n```', '> said', '<script>1</script>', '![picture](a.png)', '    code'])(
    'is not made of %j, which would be shown wrong',
    (markdown) => {
      expect(() => markdownPage(`# T\n\n${markdown}`, {})).toThrow('does not know');
    },
  );

  it('loads nothing and runs nothing', () => {
    for (const path of ['PRIVACY.md', 'SECURITY.md', 'CHANGELOG.md']) {
      const page = markdownPage(readFileSync(path, 'utf8'), {});
      expect(page, path).not.toMatch(/<script|<img|<iframe|\ssrc=|\son\w+=/i);
      expect(page.match(/<link[^>]*>/g), path).toEqual(['<link rel="icon" href="/icon/32.png">']);
    }
  });
});

describe('the packaged changelog', () => {
  const section = (version: string, text: string) => ({ version, day: '2026-12-01', text });
  const unreleased = { version: 'Unreleased', day: '', text: '- Not yet.' };

  it('has what is released, and nothing else', () => {
    expect(packagedChangelog([unreleased, section('0.3.0', '- a'), section('0.2.0', '- b')])).toBe(
      '# What is new\n\n## 0.3.0\n\n2026-12-01\n\n- a\n\n## 0.2.0\n\n2026-12-01\n\n- b\n',
    );
  });

  it('that is long is cut between two entries, and says that there is more', () => {
    const entries = Array.from({ length: 400 }, (_, index) => `- Entry ${String(index)}, which\n  goes on.`);
    const text = packagedChangelog([section('0.3.0', `### Added\n\n${entries.join('\n')}`)]);
    expect(text.length).toBeLessThan(6200);
    expect(text).toMatch(
      /- Entry \d+, which\n {2}goes on\.\n\nThere is more, in CHANGELOG\.md of the sources\.\n$/,
    );
    expect(() => markdownPage(text, {})).not.toThrow();
  });

  it('has what is unreleased where nothing was released', () => {
    expect(packagedChangelog([unreleased])).toContain('- Not yet.');
    expect(packagedChangelog([])).toBe('# What is new\n');
  });
});
