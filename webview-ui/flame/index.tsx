import './flame.css';

export { Flame } from './flame.js';
export { Sandwich } from './sandwich.js';
