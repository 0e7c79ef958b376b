/** What the scripts of diagrams know of each other, and of the libraries that come with them. */

/** One request to the frame in which Mermaid runs. */
interface DrawingRequest {
  number: number;
  /** The id of the drawing's root element. */
  id: string;
  source: string;
  /** How wide charts are laid out, in pixels. */
  width: number;
  /** How wide it can be seen, and how small its labels may be, in pixels. */
  room: number;
  leastLabel: number;
  /** Whether it is drawn as it is written, also where it does not fit. */
  asWritten: boolean;
  palette: DrawingPalette;
  /** Whether sizes have no limit: somebody asked for it. */
  unlimited: boolean;
}

/** The colours of a page that drawings take up, as `rgb(…)`. */
interface DrawingPalette {
  dark: boolean;
  font: string;
  panel: string;
  ink: string;
  muted: string;
  node: string;
  border: string;
  group: string;
  line: string;
  accent: string;
  note: string;
}

/** What the frame answers. */
interface DrawingAnswer {
  number: number;
  /** The drawing; it is not to be trusted. */
  svg?: string;
  /** How wide it is, and its labels' size, in its own pixels. */
  size?: { width: number; label: number };
  /** Whether it goes down where it is written to go across, or across. */
  isTurned?: boolean;
  /** Why there is none. */
  error?: string;
  /** Whether a limit was met that somebody may lift. */
  limited?: boolean;
}

/** A pack of Mermaid's modules, or why the page cannot bring it. */
interface PackMessage {
  pack: string;
  code?: string;
  error?: string;
}

/** Makes a module of those that it needs: what it exports. */
type ModuleMaker = (need: (name: string) => any, load: (name: string) => Promise<any>) => any;

/** The frame in which Mermaid runs. */
interface DrawingFrame {
  element: HTMLIFrameElement;
  /** Brings the packs that a kind of diagram needs. */
  bring(kind: string): Promise<void>;
  ask(request: Omit<DrawingRequest, 'number'>): Promise<DrawingAnswer>;
  /** Ends all that is drawn, and answers with the reason. */
  end(reason: string): void;
}

/** How a figure's drawing is moved and enlarged. */
interface Viewer {
  /** Shows another drawing at the place and size of the last. */
  show(drawing: SVGSVGElement): void;
}

interface Synopsite {
  /** The packs' files, by name. */
  packFiles?: Record<string, string>;
  clean(svg: string): SVGSVGElement | undefined;
  openFrame(): Promise<DrawingFrame>;
  preload(...kinds: string[]): void;
  pack(name: string, code: string): void;
  missing(source: string, drawing: Element): string[];
  /** In the frame only: the packs that each module needs which is loaded by name. */
  needs: Record<string, string[]>;
  packs: {
    add(name: string, modules: Record<string, ModuleMaker>): void;
    load(name: string): Promise<any>;
    receive(message: PackMessage): void;
  };
  formulas: {
    asWritten(source: string): string;
    withFormulas(source: string): string;
    names: string[];
    attributes: string[];
  };
  ways: {
    turned(source: string): string | undefined;
    isSequence(source: string): boolean;
    withOwnLines(source: string): string;
  };
  roomFor(figure: HTMLElement): number;
  setWidth(figure: HTMLElement, size: { width: number; label: number }): void;
  leastLabel: number;
  standalone(drawing: SVGSVGElement, background: string): { text: string; width: number; height: number };
  saveSvg(drawing: SVGSVGElement, name: string): void;
  savePng(drawing: SVGSVGElement, name: string, background: string): Promise<void>;
  viewer(figure: HTMLElement): Viewer;
  map(view: HTMLElement, sheet: HTMLElement): { draw(drawing: SVGSVGElement): void; move(): void };
  inRoom(figure: HTMLElement, view: HTMLElement, change: () => void): void;
  difference(before: string, after: string): { kind: ' ' | '-' | '+'; line: string }[];
}

declare var synopsite: Synopsite;

interface Mermaid {
  initialize(settings: object): void;
  render(id: string, source: string, container: Element): Promise<{ svg: string }>;
}

interface PanzoomObject {
  getPan(): { x: number; y: number };
  getScale(): number;
  pan(x: number, y: number, options?: object): void;
  reset(options?: object): void;
  setOptions(options: object): void;
  zoom(scale: number, options?: object): void;
  zoomToPoint(scale: number, point: { clientX: number; clientY: number }, options?: object): void;
  zoomWithWheel(event: WheelEvent, options?: object): void;
  destroy(): void;
}

declare var Panzoom: (element: HTMLElement | SVGElement, options?: object) => PanzoomObject;
