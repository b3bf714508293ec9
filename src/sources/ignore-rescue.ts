const keyFile = new RegExp(
  '^(?:\\.env.*|id_(?:rsa|dsa|ecdsa|ed25519).*|\\.(?:netrc|npmrc|pypirc|pgpass)|credentials\\.json|' +
    '.*\\.(?:pem|key|p8|ppk|tfstate))$',
  'is',
)

/** Whether a file's name says that it holds secrets: such a file is scanned although git ignores it. */
export function isKeyFile(name: string): boolean {
  return keyFile.test(name)
}
