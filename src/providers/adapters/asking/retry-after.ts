/** `Retry-After` in seconds, as https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 has it; dates are left to the caller's own wait. */
export function retryAfterMs(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : undefined
}
