/**
 * Property tests draw the same cases in every run, so that a commit is judged by what it changes. Other cases:
 * `FC_SEED=123 npm run test:unit`.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 7) });
