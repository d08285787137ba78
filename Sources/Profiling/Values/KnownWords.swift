/// Words that helpdesks choose from, and that say nothing of a person.
enum KnownWords {
  /// Whether a value may be shown for what it says: a word of helpdesks, or the code of a language.
  static func contain(_ value: [UInt8]) -> Bool {
    guard value.count <= 40, let text = String(validating: value, as: UTF8.self) else { return false }
    let word = text.lowercased().replacing("_", with: " ").replacing("-", with: " ")
    return all.contains(word) || text.wholeMatch(of: /[a-z]{2}(?:[-_][A-Za-z]{2,4})?/) != nil
  }

  /// Whether a value looks like a word of a list: small letters of ASCII, one word. A name has a capital, as a rule.
  static func looksLikeOne(_ value: [UInt8]) -> Bool {
    value.count <= 30 && value.allSatisfy { (97...122).contains($0) || $0 == 0x5F || $0 == 0x2D }
  }

  private static let all = Set(
    """
    true,false,t,f,yes,no,y,n,on,off,1,0,null,none,n/a,na,nil,unknown,other,default,any,
    new,open,opened,reopened,pending,waiting,waiting for customer,waiting on customer,waiting on third party,hold,on hold,
    paused,snoozed,unsnoozed,active,inactive,in progress,progress,to do,todo,done,solved,resolved,closed,archived,deleted,
    spam,trash,suspended,merged,draft,sent,received,delivered,failed,read,unread,seen,answered,unanswered,assigned,unassigned,
    published,hidden,visible,enabled,disabled,
    lowest,low,medium,normal,high,highest,urgent,critical,blocker,major,minor,trivial,
    question,incident,problem,task,feature,feature request,bug,request,service request,change,complaint,feedback,lead,
    refund,billing,sales,support,
    email,e mail,mail,web,api,chat,phone,voice,call,sms,mobile,twitter,facebook,instagram,whatsapp,telegram,portal,widget,
    form,messaging,native messaging,web form,help center,slack,line,viber,wechat,apple,android,ios,
    public,private,internal,external,note,notes,comment,comments,reply,replies,message,customer,customer message,agent,
    admin,user,end user,visitor,contact,team,bot,system,staff,owner,member,light agent,operator,
    assignment,close,note and reopen,away mode assignment,conversation,ticket,forward,forwarded,workflow,automation,rule,
    macro,trigger,
    good,bad,offered,unoffered,positive,negative,neutral,satisfied,unsatisfied,
    english,german,french,spanish,italian,dutch,portuguese,polish
    """.split { $0 == "," || $0 == "\n" }.map(String.init))
}
