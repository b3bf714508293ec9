/** Whether standard output is a terminal that shows colours, and nobody asked for none (https://no-color.org). */
export function showsColor(): boolean {
  return process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
}
