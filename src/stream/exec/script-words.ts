/** Descriptors of the shell that `script` starts, beside the terminal. */
export const scriptDescriptors = { pid: 3, stderr: 4, stdin: 5 } as const

export interface ScriptRequest {
  readonly command: readonly string[]
  /** That the program is to see; `script` itself needs one that this line is written for. */
  readonly shell: string | undefined
  /** Standard input and standard error are the terminal, or what {@link scriptDescriptors} has. */
  readonly isInputTerminal: boolean
  readonly isErrorTerminal: boolean
  /** Of the terminal, where `script` has none to take it from; then ours is in no raw mode, and ends lines itself. */
  readonly size: { readonly columns: number; readonly rows: number } | undefined
}

/**
 * Words for util-linux's `script`, which runs a program in a terminal of its own: says the program's pid, then becomes
 * the program.
 */
export function scriptWords(request: ScriptRequest): string[] {
  const { command, shell, size } = request
  const { pid, stderr, stdin } = scriptDescriptors
  const line = [
    size ? `stty rows ${size.rows} cols ${size.columns} -onlcr 2>/dev/null` : '',
    `echo "$$" >&${pid}`,
    `exec ${pid}>&-`,
    shell === undefined ? 'unset SHELL' : `SHELL=${quote(shell)}`,
    [
      'exec',
      ...command.map(quote),
      request.isInputTerminal ? '' : `<&${stdin} ${stdin}<&-`,
      request.isErrorTerminal ? '' : `2>&${stderr} ${stderr}>&-`,
    ].join(' '),
  ]
  return ['-q', '-e', '-f', '-c', line.filter((part) => part !== '').join('; '), '/dev/null']
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
