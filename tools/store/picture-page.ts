/** A page that shows a picture of the popup beside a caption, for a picture of 1280x800. `png` is base64. */
export function picturePage(caption: string, png: string, language: string): string {
  return `<!doctype html><html lang="${language}"><style>
    body { margin: 0; height: 800px; display: grid; grid-template-columns: 1fr 480px; align-items: center; gap: 40px;
      padding: 0 100px; box-sizing: border-box; font-family: system-ui, 'Noto Sans CJK JP', sans-serif;
      background: #e4edfc; color: #14233c; word-break: auto-phrase; }
    h1 { font-size: 46px; line-height: 1.35; font-weight: 650; margin: 0; }
    p { font-size: 26px; font-weight: 600; color: #0b57d0; margin: 0 0 20px; }
    img { justify-self: center; width: 432px; max-height: 740px; object-fit: contain; border-radius: 14px; box-shadow: 0 10px 48px rgb(20 35 60 / 28%); }
  </style><body><div><p>SteadyMic</p><h1>${caption}</h1></div><img alt="" src="data:image/png;base64,${png}"></body></html>`;
}

/** A page of 440x280 with the icon and the name. `svg` is the icon's own markup. */
export function tilePage(svg: string): string {
  return `<!doctype html><style>
    body { margin: 0; height: 280px; display: flex; align-items: center; justify-content: center; gap: 26px;
      font-family: system-ui, sans-serif; background: #e4edfc; color: #14233c; }
    svg { width: 104px; height: 104px; }
    h1 { font-size: 46px; font-weight: 650; margin: 0; }
  </style><body>${svg}<h1>SteadyMic</h1></body>`;
}
