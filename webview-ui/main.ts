import './style/base.css';
import { h, render } from 'preact';
import { App } from './app/app.js';
import { Model, ModelProvider } from './app/model.js';
import { PageProvider } from './app/page.js';

/** Entry of the page of a run: dist/webview/main.js and main.css. The host's HTML has one element for it. */
const root = document.querySelector('#app');
if (root !== null) {
  const model = new Model(acquireVsCodeApi(), window);
  render(h(PageProvider, { value: model }, h(ModelProvider, { value: model }, h(App, null))), root);
}
