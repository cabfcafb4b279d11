/**
 * Numbers that must not be mixed up. A brand exists for the compiler only; the value stays a plain number.
 * An id's brand is declared by the layer that hands the id out.
 */
declare const meaning: unique symbol;

export type Brand<Base, Name extends string> = Base & { readonly [meaning]: Name };
