extension Language {
  static let african: [Language] = [amharic, yoruba]

  static let asian: [Language] = [
    arabic, hebrew, hindi, thai, vietnamese, chinese, japanese, korean, filipino,
  ]

  private static let amharic = Language(
    given: [("አበበ", "abebe"), ("ሰላም", "selam"), ("ትዕግስት", "tigist"), ("ዮሐንስ", "yohannes")],
    family: [("በቀለ", "bekele"), ("ተስፋዬ", "tesfaye"), ("ገብሬ", "gebre")],
    phrases: ["ሰላም፣ መለያዬን መክፈት አልቻልኩም።", "አመሰግናለሁ፣ አሁን ይሠራል።"])

  private static let yoruba = Language(
    given: [("Ṣọlá", "sola"), ("Adé", "ade"), ("Títílayọ̀", "titilayo"), ("Fúnmi", "funmi")],
    family: [("Adébáyọ̀", "adebayo"), ("Ọláwálé", "olawale"), ("Ògúnlẹ́yẹ", "ogunleye")],
    phrases: ["Ẹ káàárọ̀, mi ò lè wọlé sí àkántì mi.", "Ẹ ṣé púpọ̀, ó ti ń ṣiṣẹ́ báyìí."])

  private static let arabic = Language(
    given: [("ليلى", "layla"), ("محمّد", "mohammed"), ("أحمد", "ahmed"), ("نور", "nour"), ("هدى", "huda")],
    family: [("الخطيب", "alkhatib"), ("حدّاد", "haddad"), ("منصور", "mansour"), ("السيّد", "alsayed")],
    phrases: [
      "مرحبا، لا أستطيع تسجيل الدخول إلى حسابي.",
      "شكراً جزيلاً، تمّ حلّ المشكلة.",
      "<span dir=\"rtl\">أين أجد الفاتورة رقم ١٢٣؟</span>",
      "تمّ تمديد اشتراكك حتّى نهاية الشهر.",
    ])

  private static let hebrew = Language(
    given: [("נועה", "noa"), ("אורי", "uri"), ("שרה", "sara"), ("דוד", "david")],
    family: [("כהן", "cohen"), ("בן־דוד", "bendavid"), ("פרץ", "peretz"), ("גולן", "golan")],
    phrases: [
      "שלום, לא קיבלתי את החשבונית.",
      "תודה רבה, זה עובד!",
      "<span dir=\"rtl\">הכפתור \"שמור\" לא מגיב.</span>",
    ])

  private static let hindi = Language(
    given: [("प्रिया", "priya"), ("अर्जुन", "arjun"), ("नेहा", "neha"), ("विकास", "vikas")],
    family: [("शर्मा", "sharma"), ("त्रिपाठी", "tripathi"), ("गुप्ता", "gupta"), ("सिंह", "singh")],
    phrases: ["नमस्ते, मेरा ऑर्डर अब तक नहीं आया।", "धन्यवाद, अब सब ठीक है।", "कृपया मेरा पासवर्ड रीसेट करें।"])

  private static let thai = Language(
    given: [("สมชาย", "somchai"), ("กัญญา", "kanya"), ("ณัฐ", "nat"), ("พิมพ์", "pim")],
    family: [("ใจดี", "jaidee"), ("ศรีสุข", "srisuk"), ("วงศ์ทอง", "wongthong")],
    phrases: ["สวัสดีค่ะ เข้าสู่ระบบไม่ได้ตั้งแต่เมื่อวาน", "ขอบคุณมากครับ ใช้งานได้แล้ว", "รบกวนส่งใบเสร็จอีกครั้งได้ไหมคะ"])

  private static let vietnamese = Language(
    given: [("Hương", "huong"), ("Đức", "duc"), ("Tuấn", "tuan"), ("Mỹ Lệ", "myle")],
    family: [("Nguyễn", "nguyen"), ("Trần", "tran"), ("Đặng", "dang"), ("Võ", "vo")],
    familyFirst: true,
    phrases: [
      "Xin chào, tôi không nhận được mã xác nhận.",
      "Cảm ơn bạn, đã dùng được rồi ạ.",
      "Vui lòng đổi địa chỉ giao hàng giúp tôi, đơn số <b>20417</b>.",
    ])

  private static let chinese = Language(
    given: [("小明", "xiaoming"), ("丽华", "lihua"), ("伟", "wei"), ("雨桐", "yutong"), ("𠮷祥", "jixiang")],
    family: [("王", "wang"), ("欧阳", "ouyang"), ("李", "li"), ("张", "zhang")],
    separator: "", familyFirst: true,
    phrases: [
      "您好，我无法登录账户，提示“密码错误”。",
      "谢谢，问题已经解决了。",
      "请问发票在哪里下载？",
      "退款将在<b>3个工作日</b>内到账。",
    ])

  private static let japanese = Language(
    given: [("花子", "hanako"), ("太郎", "taro"), ("さくら", "sakura"), ("ケンジ", "kenji")],
    family: [("山田", "yamada"), ("髙橋", "takahashi"), ("渡邉", "watanabe"), ("鈴木", "suzuki")],
    familyFirst: true,
    phrases: [
      "お世話になっております。ログインできなくなりました。",
      "ありがとうございます。無事に解決しました。",
      "「保存」ボタンを押しても、何も起こりません。",
      "ﾊﾟｽﾜｰﾄﾞの再設定をお願いします。",
    ])

  private static let korean = Language(
    given: [("민준", "minjun"), ("서연", "seoyeon"), ("지우", "jiwoo"), ("하은", "haeun")],
    family: [("김", "kim"), ("이", "lee"), ("박", "park"), ("최", "choi")],
    separator: "", familyFirst: true,
    phrases: ["안녕하세요, 결제가 두 번 되었어요.", "감사합니다. 이제 잘 됩니다!", "비밀번호를 어떻게 바꾸나요?"])

  private static let filipino = Language(
    given: [("Niña", "nina"), ("Jun 🌞", "jun"), ("Ligaya", "ligaya"), ("Andoy", "andoy")],
    family: [("Santos", "santos"), ("dela Peña", "delapena"), ("Ocampo", "ocampo")],
    phrases: [
      "Magandang umaga po, hindi ko mabuksan ang account ko.",
      "Salamat po, gumagana na ulit 👍🏽",
      "Pakitingnan po ang resibo, \"0.00\" po ang nakalagay.",
    ])
}
