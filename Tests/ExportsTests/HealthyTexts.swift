/// Texts in good health, made up: sentences in many languages, and what people paste into tickets.
enum HealthyTexts {
  static let languages: [String: [String]] = [
    "English": [
      "The printer’s lamp flickers — again!", "“Naïve” café owners pay £5, or €6.", "What???? Why????",
    ],
    "French": [
      "L’été, où l’élève a reçu « l’œuvre » à Noël…", "« Voilà »", "ÉCOLE FERMÉE – À BIENTÔT",
      "C’est payé\u{A0}: 5\u{A0}€",
    ],
    "German": ["Größe und Übermaß „ändern“ sich – schön!", "MENÜ“ – ÄÖÜ", "Die Straße ist naß…"],
    "Portuguese": [
      "NÃO, A IRMÃ” DISSE: AMANHÃ\u{A0}TALVEZ", "São João não vê a maçã…", "«AMANHûFALTA»",
      "PÃES E MÃOS – IRMÔ",
    ],
    "Spanish": ["¿Qué? ¡Así es! Mañana, señor…", "«¿Qué»… ¿no?", "AÑO NUEVO – ÚLTIMO DÍA"],
    "Italian": ["Perché no? È già così, città più bella.", "«È»… «più»"],
    "Polish": ["Zażółć gęślą jaźń – łódź „Śnieg”.", "ŻÓŁĆ… ŹDŹBŁO"],
    "Czech": [
      "Příliš žluťoučký kůň úpěl ďábelské ódy.", "KNÍŽKA, ÚŽASNÁ – “Váš”", "Úžasné! Úžasné! každý náš”",
    ],
    "Hungarian": ["Árvíztűrő tükörfúrógép – ŐRÜLT „ŰR”."],
    "Turkish": ["Pijamalı hasta yağız şoföre çabucak güvendi.", "İSTANBUL’DA ŞİMDİ ĞÜÇ"],
    "Swedish": [
      "Flygande bäckasiner söka hwila på mjuka tuvor.", "“Å”, “Ä” och “Ö” – ÅÄÖ…",
      "5 Å–10 Å, 3 Å³, 0,5 Å±0,1",
    ],
    "Danish": ["Quizdeltagerne spiste jordbær med fløde – Ø 20 mm."],
    "Finnish": ["Äänestys… Öö, Ä… ei", "Törkylempijävongahdus – ÄITI”"],
    "Icelandic": ["Kæmi ný öxi hér, ykist þjófum nú bæði víl og ádrepa.", "það\u{A0}»satt« – við”"],
    "Vietnamese": ["Tiếng Việt: đã xong… “Ấn” vào đây", "ĐÃ” XONG – ĐÃ\u{A0}GỬI, MÃ… SỐ", "BÂ” À–Ã"],
    "Russian": ["Съешь ещё этих мягких французских булок, да выпей чаю.", "«ПРИВЕТ» – как дела???"],
    "Greek": ["Ξεσκεπάζω την ψυχοφθόρα βδελυγμία· “ΝΑΙ”"],
    "Hebrew": ["עטלף אבק נס דרך מזגן שהתפוצץ – «כן»"],
    "Arabic": ["نص حكيم له سر قاطع وذو شأن عظيم؟ «نعم»"],
    "Hindi": ["ऋषियों को सताने वाले दुष्ट राक्षसों के राजा।"],
    "Thai": ["เป็นมนุษย์สุดประเสริฐเลิศคุณค่า"],
    "Chinese": ["我能吞下玻璃而不伤身体。？？？？", "“好的”——谢谢！"],
    "Japanese": ["いろはにほへと ちりぬるを（はい）", "プリンターが？？？？"],
    "Korean": ["다람쥐 헌 쳇바퀴에 타고파. “네”"],
  ]

  /// What looks like damage, and is none.
  static let lookalikes = [
    "2×½×¼ ± 3 ≤ 5·10³ m², 25 °C ≈ 77 °F, ∑ √2 ≠ ∞", "Tom &amp; Jerry, R&amp;D, &lt;3, a &lt; b &gt; c",
    "<p>Write <code>&amp;amp;</code> for an ampersand</p>", "Use `&amp;lt;p&amp;gt;` in the template",
    "<pre>&lt;p&gt;One&lt;/p&gt;\n&lt;br&gt;&lt;br&gt;</pre>", "<p>Put a &lt;br&gt; after each line</p>",
    "Use &lt;b&gt;bold&lt;/b&gt; in the editor", "<code class=\"x\">Hello {{ user.name }}</code>",
    "curl -w '%{http_code}' https://a.example/?q=1&amp;lt=5",
    "if [[ -f x ]]; then echo {a,b}; fi [[Main Page]]",
    "body {color: red} {{1, 2}, {3}} [[1,2],[3,4]] x^{{n}}", "what????", "Hello ???? are you there ????",
    "??? ???",
    "Why? Why?? Why??? Why????", "???? ????", "https://a.example/?a=1",
    "the 5'-end and '-1' or '=' as a sign",
    "'@home' is quoted", "'+1' from me", "12:05: acid: HCl; cid: 42, src=https://a.example/cid:1",
    "👍🏽 👩‍👩‍👧 🇩🇪 ❤️ ½ ™ ©", "a\tb\r\nc\n", "D’accord — “ok” … ‹x› «y»", "e\u{301} n\u{303}", "zero\u{200B}width",
    "<a href=\"https://other.example/x?u=1\">x</a>", "", "'", "?", "&", "&lt;", "{{", "[[", "%{", ":",
  ]

  /// Every sentence, alone, in HTML, and beside others: several thousand texts.
  static var all: [String] {
    let sentences = languages.sorted { $0.key < $1.key }.flatMap(\.value) + lookalikes
    var texts: [String] = []
    for (number, sentence) in sentences.enumerated() {
      texts += [
        sentence, "<p>\(sentence)</p>",
        "<div style=\"width:100%\" title='a'>\(sentence)<br/>&nbsp;\(number)</div>",
        String(repeating: "x", count: number % 33) + " " + sentence, "\(sentence)\n\n-- \nBen",
        "\(sentence) 😀",
      ]
      for step in 1..<48 {
        let other = sentences[(number + step) % sentences.count]
        texts.append("<p>\(sentence)</p>\n<p>\(other)</p>")
      }
    }
    return texts
  }
}
