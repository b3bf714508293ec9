/** A value as files may hold it: as it is, or as programs encode it. None is shorter than 8 bytes. */
export function valueForms(value: Uint8Array): Buffer[] {
  const bytes = Buffer.from(value)
  const text = bytes.toString('utf8')
  const texts = [
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64Forms(bytes),
  ]
  const forms = [bytes, Buffer.from(text, 'utf16le'), ...texts.map((one) => Buffer.from(one))]
  const unique = new Map(forms.map((form) => [form.toString('latin1'), form]))
  return [...unique.values()].filter(({ length }) => length >= Math.min(8, bytes.length))
}

/** Wherever it begins within three bytes, without the characters that depend on what stands around it. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const first = Math.ceil((before * 4) / 3)
    const inner = encoded.replace(/=+$/, '').slice(first, -1)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
