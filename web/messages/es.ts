import { esPages } from './es-pages.ts';
import { esVocabulary } from './es-vocabulary.ts';
import type { Messages } from './messages.ts';

export const es: Messages = {
  languageName: 'Español',
  locale: 'es-US',
  site: {
    name: 'De la educación al trabajo',
    tagline: 'Massachusetts, de la primera infancia al empleo',
    owner: 'Centro de datos e investigación de la educación al trabajo de Massachusetts',
    skip: 'Ir al contenido principal',
    menu: 'Menú principal',
    home: 'Inicio',
    data: 'Datos',
    glossary: 'Glosario',
    accessibility: 'Accesibilidad',
    syntheticStrong: 'Datos de práctica.',
    synthetic: 'Las personas detrás de estas cifras son inventadas. No las use como hechos sobre ninguna escuela.',
    refreshed: (date) => `Datos actualizados el ${date}`,
    release: (id) => `Publicación ${id}`,
    footer:
      'Las cifras describen grupos, nunca a una persona. Los números pequeños se ocultan para proteger la privacidad.',
    englishOnly: 'Esta parte está escrita en inglés.',
  },
  home: {
    heading: 'De la primera clase al primer sueldo',
    lead: 'Vea cómo los niños de Massachusetts aprenden a leer, terminan la escuela secundaria, van a la universidad y empiezan a ganar un sueldo. Elija una escuela, un distrito o todo el estado.',
    stages: ['Primera infancia', 'Escuela', 'Universidad', 'Trabajo'],
    findPlace: 'Busque una escuela o un distrito',
    dashboards: 'Cuatro tableros',
    promiseHeading: 'Con qué puede contar',
    promise: [
      {
        heading: 'No se puede identificar a nadie',
        text: 'Cada cifra es de un grupo. Si el grupo es pequeño, el número se oculta y la página lo dice.',
      },
      {
        heading: 'Oculto no significa cero',
        text: 'Un número oculto se muestra como [c]. Nunca queda en blanco. Puede ser cero o más.',
      },
      {
        heading: 'Puede revisar el trabajo',
        text: 'Cada tabla tiene una página sobre su método, su tasa de coincidencia y sus límites, y cada gráfico se puede descargar tal como se ve.',
      },
    ],
    dataHeading: 'Llévese los datos',
    dataText: (tables) => `Las ${tables} tablas se pueden filtrar y descargar en CSV, Excel o Parquet, con notas.`,
    dataLink: 'Ir al directorio de datos',
  },
  filters: {
    heading: 'Elija qué mostrar',
    place: 'Lugares',
    placeHint: (most) => `Puede comparar hasta ${most} lugares.`,
    findLabel: 'Busque una escuela o un distrito por nombre',
    findButton: 'Buscar',
    group: 'Grupo de estudiantes',
    by: 'Comparar grupos por',
    families: {
      race: 'Raza y origen étnico',
      gender: 'Género',
      race_gender: 'Raza y género',
      program: 'Ingresos, idioma, discapacidad',
    },
    apply: 'Mostrar',
    reset: 'Empezar de nuevo',
    remove: (name) => `Quitar ${name}`,
    add: (name) => `Añadir ${name}`,
    show: (name) => `Mostrar solo ${name}`,
    found: (count, words) =>
      count === 1 ? `1 lugar tiene un nombre como «${words}».` : `${count} lugares tienen un nombre como «${words}».`,
    firstFound: (listed) => `Se muestran los primeros ${listed}; escriba más letras del nombre para ver otros.`,
    noneFound: (words) =>
      `Ningún lugar tiene un nombre como «${words}». Pruebe con las primeras letras de una palabra del nombre.`,
    full: (most) => `Ya compara ${most} lugares. Quite uno para añadir otro.`,
    shown: 'Lugares que se muestran',
    yearsAfter: (years) =>
      years === '1' ? '1 año después de la secundaria' : `${years} años después de la secundaria`,
    all: 'Todos',
    names: {
      year: 'año',
      place: 'lugar',
      group: 'grupo de estudiantes',
      by: 'comparar grupos por',
      after: 'tiempo desde la secundaria',
    },
  },
  figure: {
    table: (name) => `Tabla: ${name}`,
    about: 'Sobre estas cifras',
    unit: 'Unidad',
    universe: 'A quién se cuenta',
    years: 'Años',
    source: 'Fuentes',
    updated: 'Actualizado',
    method: 'Método',
    methodLink: 'Cómo se calcula',
    matchRate: 'Tasa de coincidencia',
    matched: {
      'dhe-dese': (rate) => `Se encontró el registro escolar del ${rate} de los estudiantes de universidades públicas`,
      'nsc-dese': (rate) =>
        `Se encontró el registro escolar del ${rate} de los estudiantes de los registros universitarios nacionales`,
      'eec-dese': (rate) => `Se encontró el registro escolar del ${rate} de los niños de programas tempranos`,
      'dhe-dua': (rate) =>
        `Se encontró el registro de salarios del ${rate} de los estudiantes de universidades públicas con número de Seguro Social`,
      'dese-roster': (rate) =>
        `Se encontró al ${rate} de los graduados de secundaria en el padrón de residentes, que lleva a los registros de salarios`,
    },
    matchedOther: (pair, rate) => `${pair}: se encontró el ${rate} de los registros`,
    coverage: {
      term: 'Cuánto se puede ver',
      followed: 'Graduados a quienes se pudo seguir (los demás cuentan como graduados y no tienen destino)',
      wagesSeen:
        'Graduados cuyos salarios se pueden ver (una universidad pública o un padrón de residentes tiene su número de Seguro Social)',
      partOf: (share, seen, of) => `${share} (${seen} de ${of})`,
      unseen:
        'De todos solo se puede ver si estudian. De los graduados que nunca se inscribieron en una universidad pública no se pueden ver los salarios, así que no se sabe quiénes de ellos trabajan',
      hidden: 'no se publica para esta selección',
    },
    downloadShown: 'Lo que se ve aquí',
    wholeTable: 'Explorar toda la tabla',
    numerator: 'Número',
    denominator: 'De un total de',
    share: 'Porcentaje',
    low: 'Cuarto inferior',
    middle: 'Mitad',
    high: 'Cuarto superior',
    substituted: (from, to) => `No hay cifras de ${from} en esta tabla. En su lugar se muestra su distrito, ${to}.`,
    noStandIn: (from) => `No hay cifras de ${from} en esta tabla.`,
    noneHere: (places, figures) => `Aquí no hay cifras de ${places}: ${figures}. Elija otro lugar arriba.`,
    unmet: {
      year: 'Esta tabla no tiene cifras del año que eligió. Elija otro año arriba.',
      after:
        'Esta tabla no tiene cifras de tanto tiempo después de la secundaria para la promoción que eligió. Elija otro tiempo u otra promoción arriba.',
      group: 'Esta tabla no tiene cifras del grupo que eligió. Elija otro grupo arriba.',
      place: 'Esta tabla no tiene cifras de los lugares que eligió. Elija otro lugar arriba.',
      value: 'Esta tabla no tiene cifras de lo que eligió. Cambie la selección arriba.',
    },
    missing: 'La publicación actual no contiene los datos de este gráfico.',
    glance: 'De un vistazo',
    seriesOnlyFirst: (place) => `Este gráfico muestra un lugar a la vez: ${place}.`,
    legend: 'Leyenda',
    year: 'Año',
  },
  status: {
    symbols: { ok: '', banded: '≤ ≥', suppressed: '[c]', not_available: '[x]', not_applicable: '[z]', absent: '–' },
    spoken: {
      suppressed: 'oculto para proteger la privacidad',
      not_available: 'no disponible',
      not_applicable: 'no corresponde',
      absent: 'aquí no hay nada',
    },
    explained: {
      ok: 'El número tal como se contó o calculó, redondeado donde el método lo dice.',
      suppressed:
        'Oculto para proteger la privacidad. El número puede ser pequeño, o podría servir para deducir uno pequeño. Puede ser cero o más: no lo lea como cero.',
      not_available: 'No disponible: la fuente no se ha recogido o vinculado para esta tabla y este año.',
      not_applicable:
        'No corresponde: no hay nadie para calcularlo, como el sueldo medio donde nadie tuvo salario, o un grado que la escuela no tiene.',
      absent: 'Ese año no hay tal programa, lugar o estudiantes, o es un año al que no llegan las fuentes.',
      banded: 'Se muestra un intervalo en lugar del número exacto, para proteger la privacidad.',
    },
    unavailable: {
      college_career_outcomes:
        'No disponible: los registros escolares no tienen número de Seguro Social. Solo se pueden ver los salarios de personas cuyo número tiene una universidad pública o un padrón de residentes, así que de las demás no se sabe quién trabaja y quién no figura en ningún registro. O faltan registros de este año.',
      early_college_outcomes:
        'No disponible: aún no se ha seguido a esta promoción el tiempo suficiente, o faltan registros universitarios del año.',
      pseo_earnings: 'No disponible: aún no se ha seguido a estos graduados tantos años, o faltan salarios del año.',
    },
    heading: 'Símbolos de esta tabla',
    atMost: (value) => `≤ ${value}`,
    atLeast: (value) => `≥ ${value}`,
    between: (low, high) => `${low} a ${high}`,
  },
  finding: {
    rose: ({ subject, where, from, fromWhen, to, toWhen }) =>
      `${subject}${where} subió de ${from}${fromWhen} a ${to}${toWhen}`,
    fell: ({ subject, where, from, fromWhen, to, toWhen }) =>
      `${subject}${where} bajó de ${from}${fromWhen} a ${to}${toWhen}`,
    steady: ({ subject, where, from, fromWhen, to, toWhen }) =>
      from === to
        ? `${subject}${where} fue de ${from} tanto${fromWhen} como${toWhen}`
        : `${subject}${where} cambió poco: ${from}${fromWhen}, ${to}${toWhen}`,
    single: (subject, where, value, when) => `${subject}${where} fue de ${value}${when}`,
    extremes: ({ subject, where, when, highest, highestValue, lowest }) =>
      `${subject}${where}${when}: el valor más alto es el de ${highest} (${highestValue})${lowest ? ` y el más bajo, el de ${lowest.name} (${lowest.value})` : ''}`,
    only: (subject, where, names, value, when) => `${subject}${where}${when} fue de ${value} para ${names}`,
    range: (subject, where, low, high, when) => `${subject}${where}${when} está entre ${low} y ${high}`,
    allHidden: (subject, where) => `${subject}${where}: no se publica ninguna cifra para esta selección`,
    hiddenCount: (hidden, total) =>
      `${hidden} de ${total} cifras no se ${hidden === 1 ? 'muestra' : 'muestran'}; los símbolos de la tabla dicen por qué.`,
    inPlace: (place) => ` en ${place}`,
    forGroup: (group) => ` (${group})`,
    ofClass: (year) => ` de la promoción de ${year}`,
    when: (year, kind) => (kind === 'class' ? ` para la promoción de ${year}` : ` en ${year}`),
    amongShown: 'El más alto y el más bajo son entre las cifras publicadas que se ven aquí.',
    list: (items) => new Intl.ListFormat('es', { type: 'conjunction' }).format(items),
  },
  years: { classOf: (year) => `Promoción de ${year}` },
  ...esPages,
  ...esVocabulary,
};
