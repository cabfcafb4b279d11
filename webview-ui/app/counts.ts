import { count } from '../call/format.js';
import { t } from './texts.js';

/** How many of something, as a text of its own: lists are made of these, sentences are not. */

export function callsText(calls: number): string {
  return calls === 1 ? t('1 call') : t('{0} calls', count(calls));
}

export function tasksText(tasks: number): string {
  return tasks === 1 ? t('1 task') : t('{0} tasks', count(tasks));
}

export function functionsText(functions: number): string {
  return functions === 1 ? t('1 function') : t('{0} functions', count(functions));
}

export function processesText(processes: number): string {
  return processes === 1 ? t('1 process') : t('{0} processes', count(processes));
}
