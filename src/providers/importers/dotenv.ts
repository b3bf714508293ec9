import { inputImporter } from './input/input-importer.ts'
import { parseDotenv } from './input/parse-dotenv.ts'

/** `.env` files: see {@link parseDotenv}. */
export const dotenvImporter = inputImporter({
  name: 'dotenv',
  description: 'NAME=value lines of .env files or of standard input',
  parse: parseDotenv,
})
