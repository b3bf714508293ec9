import { escapeHtml } from './escape-html.ts'

export interface HtmlPage {
  /** As text. */
  readonly title: string
  readonly style: string
  /** As HTML: whoever makes it has escaped what is in it. */
  readonly body: string
}

/** A whole page, in which nothing runs and for which nothing is loaded. */
export function htmlPage({ title, style, body }: HtmlPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`
}
