import '../style/base.css';
import '../style/page.css';
import './memory.css';
import { h, render } from 'preact';
import { PageProvider } from '../app/page.js';
import { MemoryApp } from './memory-app.js';
import { MemoryModel, MemoryModelProvider } from './memory-model.js';

/** Entry of the page of a heap snapshot: dist/webview/memory.js and memory.css. */
const root = document.querySelector('#app');
if (root !== null) {
  const model = new MemoryModel(acquireVsCodeApi(), window);
  render(h(PageProvider, { value: model }, h(MemoryModelProvider, { value: model }, h(MemoryApp, null))), root);
}
