import type { Messages } from './messages.ts';

export const esPages: Pick<
  Messages,
  'places' | 'data' | 'method' | 'codebook' | 'problems' | 'glossary' | 'accessibilityPage'
> = {
  places: {
    title: 'Busque una escuela o un distrito',
    lead: 'Escriba las primeras letras de un nombre. También puede escribir el código de ocho cifras.',
    state: 'Massachusetts',
    types: { State: 'Estado', District: 'Distrito', School: 'Escuela' },
    inDistrict: (district) => `Escuela en ${district}`,
    schools: 'Escuelas de este distrito',
    code: (code) => `Código ${code}`,
    noFigures: 'sin cifras',
    noFiguresHere: 'La publicación actual no tiene cifras de este lugar.',
    districtInstead: (district) => `Vea su distrito, ${district}.`,
  },
  data: {
    title: 'Directorio de datos',
    lead: 'Todas las tablas detrás de los tableros. Mire cualquier parte de una tabla, vea cuánto de ella está oculto y descárguela.',
    rows: (rows) => `${rows} filas`,
    hiddenShare: (share) => `se publica el ${share} de las cifras`,
    withdrawn: 'Publicaciones retiradas',
    withdrawnOn: (published, withdrawn, id) =>
      `La publicación del ${published} (${id}) se retiró el ${withdrawn}. No utilice sus cifras.`,
    explore: 'Explorar y descargar',
    method: 'Método',
    codebook: 'Libro de códigos',
    coverage: 'Qué cubre esta tabla',
    coverageLead: 'Porcentaje de cifras que se publican, por año, tipo de lugar y grupos de estudiantes.',
    coverageNone: 'nada',
    build: 'Elija una parte de la tabla',
    selection: (rows, share) => `Su selección tiene ${rows} filas; se publica el ${share} de sus cifras.`,
    empty: 'Ninguna fila cumple estas condiciones. Quite alguna.',
    wholeTable: 'Descargar toda la tabla',
    thisSelection: 'Descargar esta selección',
    formats: { csv: 'CSV', xlsx: 'Excel', parquet: 'Parquet', zip: 'CSV con notas (ZIP)', json: 'JSON' },
    previous: 'Página anterior',
    next: 'Página siguiente',
    pageOf: (page, pages) => `Página ${page} de ${pages}`,
    permanentLabel: 'Dirección',
    permanent: 'La dirección de esta página siempre muestra esta selección.',
    citation: 'Cómo citar',
    notes: 'Notas',
    holds: 'Qué contiene este archivo',
    holdsAll: 'Toda la tabla',
    liveDataset: 'Tiene las mismas columnas que el conjunto de datos estatal',
    chooseHint: 'No marque nada para conservar todos los valores.',
    levels: { State: 'Estado', District: 'Distritos', School: 'Escuelas' },
    tooMany: (rows) =>
      `Aquí una hoja de Excel admite ${rows} filas como máximo. Elija una parte menor, o use CSV o Parquet.`,
  },
  method: {
    title: (table) => `Método: ${table}`,
    formula: 'Cómo se calcula',
    universe: 'A quién se cuenta',
    exclusions: 'A quién no se cuenta',
    sources: 'Fuentes',
    suppression: 'Cómo se protege la privacidad',
    limits: 'Qué tener en cuenta',
    matchRates: 'Tasas de coincidencia',
    matchRatesLead:
      'El porcentaje de registros que se pudieron encontrar en la otra fuente. Los que no se encontraron faltan en las cifras que necesitan ambas.',
    pair: 'Fuentes comparadas',
    pairs: {
      'dhe-dese': 'Estudiantes de universidades públicas con registros escolares',
      'nsc-dese': 'Registros universitarios nacionales con registros escolares',
      'eec-dese': 'Niños de programas tempranos con registros escolares',
      'dhe-dua': 'Estudiantes de universidades públicas, con número de Seguro Social, con registros de salarios',
      'dese-roster': 'Graduados de secundaria con el padrón de residentes, que lleva a los registros de salarios',
    },
    eligible: 'Registros que podrían coincidir',
    linked: 'Encontrados',
    rate: 'Tasa',
    noMatchRates: 'Esta tabla no necesita comparar fuentes.',
    codebookSheet: 'Códigos',
    revision: 'Versión',
    revisionText: (release, date, link, code) =>
      `Publicación ${release} del ${date}, con la versión de vínculos ${link} y la versión de código ${code}.`,
  },
  codebook: {
    title: (table) => `Libro de códigos: ${table}`,
    lead: 'Cada columna de los archivos, con su significado y sus códigos.',
    column: 'Columna',
    label: 'Nombre',
    type: 'Tipo',
    meaning: 'Significado',
    codes: 'Códigos',
    types: {
      text: 'texto',
      integer: 'número entero',
      count: 'recuento',
      share: 'proporción de 0 a 1',
      dollars: 'dólares de EE. UU.',
      credits: 'créditos',
      status: 'código de estado',
    },
    statusCodes: 'Códigos de estado',
    groupCodes: 'Grupos de estudiantes',
  },
  problems: {
    notFoundTitle: 'Esta página no existe',
    notFoundText: 'La dirección puede ser antigua o estar mal escrita.',
    badFilterTitle: 'Esa opción no existe aquí',
    badFilter: (filter) => `La dirección pide un valor de «${filter}» que los datos actuales no tienen.`,
    tooManyPlaces: (most) => `Puede comparar hasta ${most} lugares a la vez. Quite algunos de la dirección.`,
    unknownName: (name) => `La dirección elige por «${name}», que aquí no es una columna.`,
    exist: 'Existen estos:',
    backToDefaults: 'Empezar de nuevo con la selección habitual',
    noReleaseTitle: 'Todavía no se han publicado datos',
    noReleaseText: 'El sitio está listo. Los tableros aparecerán aquí en cuanto se publiquen los primeros datos.',
    refusedTitle: 'Los datos no se pueden mostrar en este momento',
    refusedText:
      'Los archivos publicados no pasaron sus controles, por eso no se muestra nada de ellos. El equipo ya lo sabe.',
    failedTitle: 'Algo falló de nuestro lado',
    failedText: 'No se pudo crear la página. Vuelva a intentarlo en un rato.',
    home: 'Ir a la página de inicio',
    more: (count) => `y ${count} más`,
  },
  glossary: {
    title: 'Glosario',
    lead: 'Las palabras que usan estas páginas, en lenguaje sencillo.',
    entries: [
      {
        id: 'early-college',
        term: 'Early College',
        meaning:
          'Programa en el que estudiantes de secundaria toman cursos universitarios, sin costo, y ganan créditos.',
      },
      {
        id: 'english-learner',
        term: 'Aprende inglés',
        meaning: 'Estudiante que está aprendiendo inglés y recibe ayuda para ello en la escuela.',
      },
      {
        id: 'low-income',
        term: 'Bajos ingresos',
        meaning: 'Estudiante cuya familia participa en un programa estatal para familias con bajos ingresos.',
      },
      {
        id: 'meeting-expectations',
        term: 'Cumple las expectativas',
        meaning: 'Obtuvo uno de los dos niveles más altos, de cuatro, en el examen estatal (MCAS).',
      },
      {
        id: 'school-year',
        term: 'Curso escolar',
        meaning: 'De julio a junio. En los archivos lleva el año en que termina: 2025 es 2024–25.',
      },
      {
        id: 'link',
        term: 'Vínculo (coincidencia)',
        meaning:
          'Averiguar qué registros de dos fuentes son de la misma persona. Se hace dentro del centro de datos, sin nombres en ningún resultado.',
      },
      {
        id: 'student-group',
        term: 'Grupo de estudiantes',
        meaning:
          'Estudiantes que comparten un rasgo que informan las escuelas, como género, raza y origen étnico, o aprender inglés.',
      },
      {
        id: 'band',
        term: 'Intervalo',
        meaning: 'Un rango, como 10 % o menos, que se muestra en lugar del número exacto para proteger la privacidad.',
      },
      {
        id: 'not-available',
        term: 'No disponible [x]',
        meaning:
          'La fuente aún no se ha recogido o vinculado para esta tabla y este año, o no llega a estas personas, como los salarios de graduados que nunca se inscribieron en una universidad pública.',
      },
      {
        id: 'not-applicable',
        term: 'No corresponde [z]',
        meaning:
          'La cifra no puede existir, como el grado 12 en una escuela que termina en el grado 8, o el sueldo medio donde nadie tuvo salario.',
      },
      {
        id: 'not-found',
        term: 'No figura en nuestros registros',
        meaning:
          'Graduados que ese año no aparecen ni en registros universitarios ni en registros de salarios de Massachusetts. Pueden trabajar o estudiar donde nuestras fuentes no llegan, como en otro estado.',
      },
      {
        id: 'hidden',
        term: 'Oculto [c]',
        meaning:
          'Un número que no se muestra porque es pequeño o porque podría servir para deducir uno pequeño. Puede ser cero o más: no lo lea como cero.',
      },
      {
        id: 'cohort',
        term: 'Promoción',
        meaning:
          'Todos los que terminaron la secundaria en el mismo curso escolar. La promoción de 2020 terminó en el curso que acabó en el verano de 2020.',
      },
      {
        id: 'release',
        term: 'Publicación',
        meaning:
          'Un conjunto de tablas que se revisó, aprobó y publicó a la vez. Nunca cambia; una más nueva la reemplaza.',
      },
      {
        id: 'earnings',
        term: 'Sueldos',
        meaning:
          'Salarios que los empleadores de Massachusetts informan cada trimestre. El trabajo por cuenta propia, para el gobierno federal o en otro estado no está en estos registros.',
      },
      {
        id: 'match-rate',
        term: 'Tasa de coincidencia',
        meaning: 'Porcentaje de registros que se pudieron vincular con la otra fuente.',
      },
    ],
  },
  accessibilityPage: {
    title: 'Accesibilidad',
    sections: [
      {
        heading: 'Nuestro objetivo',
        paragraphs: [
          'Queremos que todas las personas puedan usar este sitio. Está hecho para cumplir las Pautas de Accesibilidad para el Contenido Web (WCAG) 2.1, nivel AA.',
        ],
      },
      {
        heading: 'Qué hacemos',
        paragraphs: [
          'A cada gráfico le sigue una tabla con las mismas cifras, y su título dice con palabras lo que muestra.',
          'Nada se indica solo con color: las líneas y barras también se distinguen por trazo, marca y texto.',
          'Todas las páginas funcionan con teclado, a 320 píxeles de ancho, al 400 % de ampliación, en papel y sin JavaScript.',
          'Los números ocultos se leen en voz alta como «oculto para proteger la privacidad».',
          'Cada página se revisa con pruebas automáticas (axe) en un navegador real antes de publicar una versión.',
        ],
      },
      {
        heading: 'Qué sabemos que falta',
        paragraphs: [
          'Las descripciones de métodos y columnas están solo en inglés.',
          'Las pruebas automáticas encuentran solo una parte de los problemas. Falta una revisión con personas que usan lectores de pantalla.',
        ],
      },
      {
        heading: 'Cuéntenos',
        paragraphs: [
          'Si algo no le funciona, escriba a la agencia que le dio esta dirección. Diga en qué página y con qué la lee.',
        ],
      },
    ],
  },
};
