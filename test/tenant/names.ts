/** Names by country, for people whom nobody wrote by hand: `[given names, surnames, preferred language]`. */
export interface NameStock {
  language: string;
  given: readonly string[];
  surnames: readonly string[];
  /** Whether the surname is written first, without a space. */
  isSurnameFirst?: boolean;
  /** Latin spellings for addresses, in the order of `given` and `surnames`, where the script is another one. */
  latin?: { given: readonly string[]; surnames: readonly string[] };
}

const words = (text: string): readonly string[] => text.split(' ');

export const NAME_STOCKS: readonly NameStock[] = [
  {
    language: 'en-US',
    given: words('Emma Liam Olivia Noah Ava James Sophia Lucas Grace Henry Hannah Samuel Ruby Oscar Ella Marcus'),
    surnames: words("Smith Johnson Brown Taylor Wilson Clark Hall O'Brien Walker Young Scott Green Baker Reed"),
  },
  {
    language: 'de-DE',
    given: words('Lena Felix Jürgen Käthe Uwe Greta Björn Sabine Matthias Heike Torsten Ulrike Lukas Mia'),
    surnames: words('Schröder Weiß Schäfer Hoffmann Krüger Vogt Lindner Böhm Jäger Winkler Groß Sommer'),
  },
  {
    language: 'fr-FR',
    given: words('Chloé Hélène Jérôme Théo François Margaux Élodie Benoît Camille Léa Rémi Noémie'),
    surnames: words("Lefèvre Moreau Dubois Girard D'Aubigné Fournier Mercier Blanc Garnier Chevalier"),
  },
  {
    language: 'es-ES',
    given: words('Lucía Íñigo Begoña Martín Sofía Álvaro Pilar Nuria Raúl Inés Javier Carmen'),
    surnames: words('Fernández Núñez Ibáñez Morales Castro Ortega Peña Vidal Serrano Muñoz'),
  },
  {
    language: 'pl-PL',
    given: words('Agnieszka Łukasz Małgorzata Paweł Zofia Krzysztof Hanna Wojciech Ewa Michał'),
    surnames: words('Wójcik Kamiński Zieliński Dąbrowska Nowak Król Wróbel Szymańska Górski'),
  },
  {
    language: 'tr-TR',
    given: words('Ayşe Çağla İbrahim Özgür Şule Mehmet Defne Kerem Gülsüm Barış'),
    surnames: words('Yılmaz Öztürk Çelik Şahin Demir Aydın Kılıç Arslan'),
  },
  {
    language: 'hi-IN',
    given: words('Ananya Rohan Kavya Arjun Meera Vikram Isha Sanjay Divya Rahul'),
    surnames: words('Sharma Iyer Gupta Reddy Nair Mehta Chatterjee Singh'),
  },
  {
    language: 'ja-JP',
    given: words('陽菜 翔太 美咲 健一 さくら 大輔'),
    surnames: words('佐藤 鈴木 高橋 田中 渡辺 山本'),
    isSurnameFirst: true,
    latin: {
      given: words('hina shota misaki kenichi sakura daisuke'),
      surnames: words('sato suzuki takahashi tanaka watanabe yamamoto'),
    },
  },
  {
    language: 'el-GR',
    given: words('Ελένη Γιώργος Μαρία Νίκος Σοφία Δημήτρης'),
    surnames: words('Παπαδοπούλου Νικολαΐδης Γεωργίου Βλάχος'),
    latin: {
      given: words('eleni giorgos maria nikos sofia dimitris'),
      surnames: words('papadopoulou nikolaidis georgiou vlachos'),
    },
  },
  {
    language: 'ar-EG',
    given: words('ليلى عمر ياسمين خالد مريم يوسف'),
    surnames: words('حسن منصور فاروق سليم'),
    latin: {
      given: words('layla omar yasmin khaled maryam youssef'),
      surnames: words('hassan mansour farouk salim'),
    },
  },
  {
    language: 'uk-UA',
    given: words('Оксана Тарас Марія Богдан Ірина Олег'),
    surnames: words('Шевченко Коваленко Мельник Бондаренко'),
    latin: {
      given: words('oksana taras mariia bohdan iryna oleh'),
      surnames: words('shevchenko kovalenko melnyk bondarenko'),
    },
  },
];

/** Which part of a hundred people each stock gives, in the order of `NAME_STOCKS`. */
export const STOCK_WEIGHTS: readonly number[] = [30, 22, 9, 8, 7, 6, 6, 4, 3, 3, 2];
