import type { DocumentKind } from './candidate.ts'

const lockNames = new Set([
  'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'go.sum',
  'cargo.lock', 'poetry.lock', 'pipfile.lock', 'uv.lock', 'pdm.lock', 'composer.lock', 'gemfile.lock',
  'packages.lock.json', 'deno.lock', 'mix.lock', 'podfile.lock', 'flake.lock', 'pubspec.lock', 'modules.txt',
]) // prettier-ignore

const codeExtensions = new Set(
  (
    'ada as asm bas c cc clj cljs coffee cpp cr cs cxx d dart elm erl ex exs f90 fs fsx go groovy h hh hpp hs ' +
    'hx inc java jl js jsx kt kts less lisp lua m mjs cjs mm ml mli mts cts nim nix php pl pm ps1 psm1 py pyi pyx ' +
    'r rb rs sass scala scm scss sol svelte swift t ts tsx v vb vbs vue zig'
  ).split(' '),
)

const configExtensions = new Set(
  (
    'bat bash cfg cmd cnf conf config csh csv dockerfile editorconfig env envrc example fish gradle hcl html htm ' +
    'inf ini ipynb j2 json json5 jsonc jsonl ldif ndjson nomad plist prefs properties pug reg sample sh sql ' +
    'tf tfstate tfvars template tmpl toml tpl xml xsl yaml yml zsh'
  ).split(' '),
)

/** @param path any form; only its last part counts */
export function documentKindOf(path: string): DocumentKind {
  const name = fileNameOf(path).toLowerCase()
  if (lockNames.has(name) || /\.min\.(js|css)$|\.(js|css)\.map$|\.sum$/.test(name)) return 'lock'
  const extension = name.slice(name.lastIndexOf('.') + 1)
  if (codeExtensions.has(extension)) return 'code'
  if (configExtensions.has(extension) || name.startsWith('.env') || name === 'dockerfile')
    return 'config'
  return 'text'
}

export function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** @param patterns file names, `*.ending` and `beginning.*` */
export function isFileNamed(fileName: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (pattern.startsWith('*')) return fileName.endsWith(pattern.slice(1))
    if (pattern.endsWith('*')) return fileName.startsWith(pattern.slice(0, -1))
    return fileName === pattern
  })
}

/** Whether a rule that is for some files only takes part in one. */
export function takesFile(files: readonly string[], fileName: string | undefined): boolean {
  return files.length === 0 || (fileName !== undefined && isFileNamed(fileName, files))
}
