import { VARIABLES } from '../contract.js';

/** The environment, or what a test gives instead. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that makes no sense. The process ends with its message, which says what to do. */
export class SettingError extends Error {
  public override readonly name = 'SettingError';
}

type Name = keyof typeof VARIABLES;

/** A text, or undefined where the variable is not set or empty. */
export function text(env: Environment, name: Name): string | undefined {
  return env[name]?.trim() || undefined;
}

/** A whole number between bounds. */
export function integer(env: Environment, name: Name, fallback: number, least: number, most: number): number {
  const given = text(env, name);
  if (given === undefined) {
    return fallback;
  }
  const value = Number(given);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new SettingError(`${name} is "${given}", and must be a whole number from ${least} to ${most}. Leave it out for ${fallback}.`);
  }
  return value;
}

/** One of some words. */
export function word<Word extends string>(env: Environment, name: Name, words: readonly Word[], fallback: Word): Word {
  const given = text(env, name);
  if (given !== undefined && !(words as readonly string[]).includes(given)) {
    throw new SettingError(`${name} is "${given}", and must be one of: ${words.join(', ')}. Leave it out for ${fallback}.`);
  }
  return (given as Word | undefined) ?? fallback;
}

/** A list that is separated by commas or spaces; empty where the variable is not set. */
export function list(env: Environment, name: Name): string[] {
  return (text(env, name) ?? '').split(/[\s,]+/).filter(Boolean);
}
