/** The bundler puts style sheets into main.css; a module of one has nothing to offer. */
declare module '*.css';
