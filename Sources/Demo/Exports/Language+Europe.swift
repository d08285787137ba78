extension Language {
  static let european: [Language] = [
    english, german, french, spanish, portuguese, polish, czech, icelandic, turkish, russian, greek,
  ]

  private static let english = Language(
    given: [
      ("Ann", "ann"), ("Robert \"Bob\"", "robert"), ("Siobhán", "siobhan"), ("Grace", "grace"),
      ("Tom", "tom"), ("Zoë", "zoe"),
    ],
    family: [
      ("O'Brien", "obrien"), ("Miller, Jr.", "miller"), ("Smith-Jones", "smith-jones"), ("Ng", "ng"),
      ("Whitfield", "whitfield"), ("Null", "null"),
    ],
    phrases: [
      "Hi, the export button does <b>nothing</b> when I click it.",
      "Thanks, that worked!",
      "Could you send me the invoice for March, please? I can't find it under \"Billing\".",
      "I've reset your password; you should get an e-mail within 5&nbsp;minutes.",
      "The page says <code>Error 502: \"Bad gateway\"</code> since this morning.",
      "We have raised your limit from 10 to 25 seats, effective today.",
      "Is there an app for tablets?",
    ])

  private static let german = Language(
    given: [
      ("Jürgen", "juergen"), ("Käthe", "kaethe"), ("Anna-Lena", "anna-lena"), ("Björn", "bjoern"),
      ("Sabine", "sabine"), ("Uwe", "uwe"),
    ],
    family: [
      ("Müller", "mueller"), ("Groß", "gross"), ("von der Heide", "vonderheide"), ("Schäfer", "schaefer"),
      ("Öztürk", "oeztuerk"), ("Vogel", "vogel"),
    ],
    phrases: [
      "Guten Tag, die Rechnung ist leider <b>doppelt</b> abgebucht worden.",
      "Vielen Dank für die schnelle Hilfe! Schöne Grüße",
      "Ich sehe nur die Meldung „Zugriff verweigert“, obwohl ich angemeldet bin.",
      "Wir haben den Betrag von 19,90&nbsp;€ heute erstattet.",
      "Können Sie die Straße in meiner Adresse ändern?",
      "Das Gerät läßt sich nicht mehr einschalten.",
    ])

  private static let french = Language(
    given: [
      ("Zoé", "zoe"), ("François", "francois"), ("Noe\u{308}lle", "noelle"), ("Hélène", "helene"),
      ("Loïc", "loic"), ("Marc", "marc"),
    ],
    family: [
      ("Lefèvre", "lefevre"), ("d'Aubigné", "daubigne"), ("Garçon", "garcon"), ("Œuvrard", "oeuvrard"),
      ("Benoît", "benoit"), ("Petit", "petit"),
    ],
    phrases: [
      "Bonjour, je n'arrive pas à me connecter&nbsp;: « mot de passe incorrect ».",
      "C'est réglé, merci beaucoup&nbsp;!",
      "Où puis-je télécharger la facture, s'il vous plaît&nbsp;?",
      "Nous avons prolongé votre période d'essai jusqu'au <b>30&nbsp;juin</b>.",
      "Le colis a été livré à la mauvaise adresse, hélas.",
    ])

  private static let spanish = Language(
    given: [
      ("José", "jose"), ("Ana", "ana"), ("Íñigo", "inigo"), ("María del Mar", "mariadelmar"),
      ("Lucía", "lucia"), ("Raúl", "raul"),
    ],
    family: [
      ("García, López", "garcia"), ("Muñoz", "munoz"), ("Ibáñez", "ibanez"), ("Peña", "pena"),
      ("Gil", "gil"), ("Ordóñez", "ordonez"),
    ],
    phrases: [
      "¡Hola! ¿Cómo puedo cambiar la dirección de envío?",
      "Ya funciona, muchísimas gracias.",
      "El archivo adjunto no se abre: dice \"formato desconocido\".",
      "Le hemos enviado un nuevo enlace; caduca en <i>24&nbsp;horas</i>.",
      "Mañana llamo otra vez, señor.",
    ])

  private static let portuguese = Language(
    given: [
      ("João", "joao"), ("Conceição", "conceicao"), ("Luís", "luis"), ("Inês", "ines"),
      ("Tomás", "tomas"), ("Bia", "bia"),
    ],
    family: [
      ("Gonçalves", "goncalves"), ("Simões", "simoes"), ("da Conceição", "daconceicao"),
      ("Brandão", "brandao"), ("Reis", "reis"), ("Falcão", "falcao"),
    ],
    phrases: [
      "Olá, não consigo alterar a minha palavra-passe.",
      "Obrigado, já está resolvido!",
      "A aplicação fecha sozinha, sem aviso, ao abrir as definições.",
      "Já corrigimos a morada; a encomenda segue <b>amanhã</b>.",
    ])

  private static let polish = Language(
    given: [
      ("Łukasz", "lukasz"), ("Małgorzata", "malgorzata"), ("Świętosława", "swietoslawa"),
      ("Zbigniew", "zbigniew"), ("Żaneta", "zaneta"), ("Jan", "jan"),
    ],
    family: [
      ("Wiśniewski", "wisniewski"), ("Dąbrowska", "dabrowska"), ("Żółć", "zolc"), ("Kędzior", "kedzior"),
      ("Gęś", "ges"), ("Nowak", "nowak"),
    ],
    phrases: [
      "Dzień dobry, nie mogę się zalogować od wczoraj.",
      "Dziękuję, teraz działa świetnie.",
      "Proszę o fakturę za usługę „Pakiet Źródło”.",
      "Zgłoszenie przekazaliśmy do działu <b>księgowości</b>.",
    ])

  private static let czech = Language(
    given: [
      ("Jiří", "jiri"), ("Šárka", "sarka"), ("Ondřej", "ondrej"), ("Zdeňka", "zdenka"),
      ("Matěj", "matej"), ("Eva", "eva"),
    ],
    family: [
      ("Dvořák", "dvorak"), ("Němcová", "nemcova"), ("Příhoda", "prihoda"), ("Kůň", "kun"),
      ("Žižka", "zizka"), ("Malý", "maly"),
    ],
    phrases: [
      "Dobrý den, objednávka dorazila poškozená.",
      "Děkuji, už je to v pořádku.",
      "Prosím o změnu e-mailu; starý účet jsem zrušila.",
      "Peníze vám vrátíme do <b>14&nbsp;dnů</b>.",
    ])

  private static let icelandic = Language(
    given: [
      ("Þóra", "thora"), ("Ægir", "aegir"), ("Sigríður", "sigridur"), ("Örn", "orn"),
      ("Guðný", "gudny"), ("Jón", "jon"),
    ],
    family: [
      ("Þorsteinsdóttir", "thorsteinsdottir"), ("Björnsson", "bjornsson"), ("Æsudóttir", "aesudottir"),
      ("Hjálmarsson", "hjalmarsson"), ("Eiríksdóttir", "eiriksdottir"), ("Ólason", "olason"),
    ],
    phrases: [
      "Góðan dag, ég fæ engan póst frá ykkur.",
      "Takk kærlega, þetta virkar núna!",
      "Reikningurinn er rangur, þar stendur 12.500&nbsp;kr. í stað 1.250.",
    ])

  private static let turkish = Language(
    given: [
      ("Işıl", "isil"), ("İbrahim", "ibrahim"), ("Çağla", "cagla"), ("Gökçe", "gokce"),
      ("Şule", "sule"), ("Can", "can"),
    ],
    family: [
      ("Yıldız", "yildiz"), ("Öğüt", "ogut"), ("Çelik", "celik"), ("Şahin", "sahin"),
      ("Işık", "isik"), ("Kaya", "kaya"),
    ],
    phrases: [
      "Merhaba, siparişim hâlâ gelmedi.",
      "Teşekkürler, sorun çözüldü.",
      "Şifremi sıfırladım, ancak giriş yapamıyorum.",
      "Ücret iadeniz <b>3 iş günü</b> içinde yapılacaktır.",
    ])

  private static let russian = Language(
    given: [
      ("Ольга", "olga"), ("Пётр", "pyotr"), ("Юлия", "yuliya"), ("Семён", "semyon"),
      ("Игорь", "igor"), ("Вера", "vera"),
    ],
    family: [
      ("Щукин", "shchukin"), ("Ёлкин", "yolkin"), ("Королёва", "korolyova"), ("Журавль", "zhuravl"),
      ("Ким", "kim"), ("Лютый", "lyuty"),
    ],
    phrases: [
      "Здравствуйте, не приходит код подтверждения.",
      "Спасибо, всё заработало!",
      "Кнопка «Отправить» не нажимается, попробовал в двух браузерах.",
      "Мы вернули <b>1 250&nbsp;₽</b> на вашу карту.",
    ])

  private static let greek = Language(
    given: [
      ("Ελένη", "eleni"), ("Νίκος", "nikos"), ("Άννα", "anna"), ("Γιώργος", "giorgos"),
      ("Δήμητρα", "dimitra"), ("Φώτης", "fotis"),
    ],
    family: [
      ("Παπαδοπούλου", "papadopoulou"), ("Ξένος", "xenos"), ("Ψαράς", "psaras"), ("Θεοδώρου", "theodorou"),
      ("Χατζή", "chatzi"), ("Ωραίος", "oraios"),
    ],
    phrases: [
      "Καλημέρα, δεν μπορώ να κατεβάσω το τιμολόγιο.",
      "Ευχαριστώ πολύ, όλα εντάξει!",
      "Η εφαρμογή «κολλάει» στην αρχική οθόνη.",
    ])
}
