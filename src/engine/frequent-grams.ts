/** Made by `src/build/train-grams.ts`: runs of four bytes, the case bit set, most frequent first. */
export const frequentGrams =
  '    *   tion thethe ,*  atio**  nameportcont*)))ing ring contest {*))*  ctioeturturn' +
  'retuion asse to :*  strisertsserions{*))abletype forwithort fileurn    efor    aconf' +
  'mporptioimpo errrror enderrocompmenttrinend*onfi  endatavalu{*  nfigactiontealue def' +
  '   " in text is );*)))))lassstatthis ass  # clashttpsion proectiinfo comwork) {** * ' +
  ' {*  of timelice   #serv;*))  depathenseicencens----from and)retprop if    c strand ' +
  "ent    drati use*imp   r  as*)}* inftingdatee*  ',*  wit not   stify  re)**  teslect" +
  ', 0xnfo thatinte   irom "*  ntexted etifuetivuetdef selfertfuncrequ namicatache.com' +
  'tivenot  sta retents))reorg.ate  thi filnterconnd** )}** froaultversoperauthnd**cons' +
  ' int orgoptictivcatitrue or prinmple 200onnennecnect)}*)ourcsoururce}**) liccomm)if ' +
  '   tramettps",*   coappl resansifiguigurfauld*  }*  defaefauion.ible   }ersitain sel' +
  'forme thhe luser valsibllocan thnder*// tationstspritrib2005  - ribuibut nil.get := ' +
  'e lis = quallisterver th.conrsioread": "equaompo act)*))ble ollelockplicdule},* nsib' +
  'ith loads://der pplied tontatps:ps:/))}*alseons  expinstme: ropeelf.fals app new** *' +
  'ctorperte = rver-*20*201  ifatchntailicaangehis reatnstaceptmoduodul datage s thscri' +
  'packcreaframspec   -unde tha;*imitemer: ancehis.estvalialid typd to truerr itio dis' +
  'ientf themenbute youtempurat getrt ovent   pcodetoryeatecallinitresujectonenressewor' +
  'atedhostnullamewnd*  impmewonentt orsultbytetateesulnew node.spreratther*}**rentpone' +
  'ame:com/pecttentbasesagempontaskatorest s*  parat = equechan*))rork. be liennst er t' +
  'eneringfclietiesounttabl)// fact autgurariptcripbuilattr },* set, erertioveraderexce' +
  ' modevene cothorblocngfrgfra => uthog.spof trg.sdingile  on essa2017  secessxcepreco' +
  'singormastan par,*))grountencondexpe*))}presoundistrningame descfailcachmodeuestight' +
  ' htt == messithu anslinessaghat   },ionturer = ess amplt thainequessed appe != *  e' +
  'xpecass *fun0000supp reqcollentisizerespails* **05-1you or a falctedutilent.bootstar' +
  'manainde.*  anaggiththubnageunc ecteual ontr: {*uild by roup claresohe sndle.* *tart' +
  'ointrectaramequiautohangquirsponackaequt*  poinsteminer/vueckago*  uireocalcheccord' +
  'kageystesystlatepdatheckescr timion:*)ifmethagerrteupdaecorjson as stor addwhen****' +
  'nam*  }ror exam5-16espoisteteq", "xampimpl vert innse  an }*)) whe(htt unded blink' +
  'prot*)//out llecarseethoype vicecateb.cotes  canlemerollnerahub.   =play  = handion(' +
  'he c rec  }*e reytesthodapacinpunputmbere foe iniverpendcopyub.cpporgeneuppoubliecon' +
  ' descon)ass - -remo;*)} = 0):* () {ssiopublrkerelecpach= ni insouldntroandlnil eren' +
  'use backng ts an war*)reorkewritsele}(ht   m*  dregibjectatuatus optpostivat   f col' +
  ' do*do*  chabeanertt)))r key anysentrmatpars))if allrese10.1l {*allogistndexexecegis' +
  'e ispecicludleas.clarate");*ase  pre  extthartthter  blottrivateobjeroto pat cal ** ' +
  'troltancopenef t==== }* ervimatcames, incorewarnult nce ustostomcust))aspassdire   `' +
  'ockeeasemetaditirtiestras redistirecprivvoidblef teemptield creumennovaeptializhen ' +
  '();*ect toree ficaseor tendeeadeheadblics a  spe excnal unct = nestalude17-0ing,d by' +
  'ingsdispncti fai.new*) *counlue on:  loc017-che. coprivaproccurroid rviconseany ode ' +
  'her != necifmandondi= 0xpatrren-05-are e to2015actojul uintionae sturreproxplat out' +
  'transhou**##addrhoulelem**//argsllervideng, dec mageinalessitial015-ill -*-  novse, ' +
  '7-05ckernitiil {arraifyjfyjs**))imagponsboolinclfielocat boo005.ies s noommatail-*ju' +
  '#    = sertyargesternonerk.b attroxydefitocoiptiwillsteping.ificect(efinecuts.corans' +
  'ncluxecu are*  ceterllow sho wils innumb.booext.umberootlter://gattehat(annommanprov' +
  'oot.*- 1- 11   {sign)))} 201 reas to #  /gitin tidatrail 113r*  nts nnotthro it expo' +
  "can lize', '.11.strutracaile) * led ons. */*exte(con-10-ence**)` = {//gi: trusedred " +
  'get - narget ser perk.bover .valates = ttarglic ired: ree:* or i*))anc ( * ` thr10-1' +
  'ceive)* etaiectodetapluguld er, mockrepo1 20d = clos.apaiali may sshnditfiltiterate' +
  "'*  ifietern**imordeers uginlugint, to t metn*  ilte))). linrue*lete/comentrnse.onal" +
  'uted pac-c:jotaton arecebird**fu })* = c a cify d in*```rderif (o tht coaria byt gen' +
  '   hetadt:* olumermippernotacifi(sel fin*jul nul runon floseileds:* may he aingfil' +
  'imitrninn coroce   n logt ansshdall omplent.appt to.logt islidae or = arovionlyters' +
  "stines test.kernocesaturset  hasdlereivextenesou}** r co, coritee.* ));*e: 'aticxpor" +
  ' funovid*))i nodes a taste: limis orutocate: nondelethreity ded  itelabl} = dentrops' +
  "erne*  #))thrn non t basilesin aif ewordompus ofmputthen lennvaln a wraputor   'ecei" +
  ' wortrucruct opempli.exeputerigh- -  eveagesith supilitapi.founjavaoconis aed, g th' +
  'chilsecon = hild)privariernautesion* 0x6missed u //  lab*))t) =>else decor ced a reg' +
  'ass)h thrfaccolos isest*ore  uinirstfirsble.nmen0.25bles chee deinvanconer =sablme, ' +
  'empldmintconame,accecketevelriestteroutp>*  mplanabltput, readmiissint tolor els var' +
  'splaure endpe: "e oflder -> th tstre> {*s   se.*utpu rai sec/licrnel.serlean|*| che ' +
  '  inse*  |*|tor oadendpose t remsche lisccessendguredpoise aparerunnherehe twitionc' +
  'itleng a vuemoveonmewindatined o).to).ise wi}**femovtems   wing*ute.titlredinotit.co' +
  'esenticacombfore kerract  })hor ype:isplmete repd unitorodelspac)))i cli paso noof a' +
  'pers= neext *)pr###  00:.org, st at inedizedthouorig posepreefer),* ))*)waresyncdres' +
  'fine#*   num: fasee raishe f 16:e an  pacatoarchpe: }**/hadoveretreaed:  clorg.as fo' +
  'ed ie excomlityaisedeste apithor !=-07-ify/  teoncoigine": ou mime 9 20ed.**###n de' +
  'okenple mainviewferesten 20:t reerfa   v = "fo  forhoutpartlati  #*)thir := #* ing(' +
  'org/rtedorteul  t ofexisize xista coath entedownns ae.co*  t curultsestsrorslse*next' +
  'he phashotheplierigiis f": {e - n an 0x0ppen.proive conv seeposited**)pmptyprecom/v' +
  'loggm/vuitia, an.erru maenvinvirors.ironle: ain ()*)viroping   ogratock **- es, 05.1' +
  'ider  thenabddre inc)voiin syjs/"""*f er;**i arg: st})* )*)}  pris nule ird- dir-29 ' +
  ', thpage// t####luespace  elivedositefortbirame)rcontor.esolsolvackestac.add/10.rn t' +
  '=> {*  rchedrr !ent,log.he rint    bl inlesstilstic releion,artitworsessmoune pr {re' +
  '(*  l*  getetworonmght  a scale founetwroleter. senion"peraabelned 5-07face`tesimes' +
  'e,* blkink  obj0, 0st*).asstendusin")*)s coore.reamnnerrser) ->on, om ad one**  }**' +
  '*)voterfpred.10.olve*** laben rerecavisimsra 10.he dles new(asswindoils.nstrrapptrat' +
  'ed flengntry.dat: cofini tramodchroeletmotehtmly*  ndow do dockicabse i javt() bled' +
  'erco cbs.sta})**ser  * lert  inises ata ggerarn or: ngthginaallynatiypesratoeral """' +
  "*  i 12:d foadoo whiengt 18:direnamsitotackbookom 'tominverse fto aror)tricrangame=" +
  's": he oarenkey in celea = plangng c")* s/vu wrirray 10 * li*/**ue* enta updrt j11.0' +
  "ng p)`tedoop-09-esti  stettisworn inhelp   l')* () =min1preffindour swit doc refonve" +
  's fisswolf.  moy of = m. thtokes.* in1 * yorr ::    * ylabsives matr) {*))phaveprev' +
  'se.cdfs.t wi.",*permg.apalleomboen tes =)publumntifi09 2ilde = feverory 13:5colu  fo' +
  'cuto*)`tid=0er* typ**)/ sysatab () 5.11on.cetimerect ja1131nge ing-extradatchemrout' +
  ' chi plaept tadatchelse,ved gres/***uid=or) 0002izerava.e us extterr invttinkeyate.' +
  'otalor s},*)try d coametslotthines ohrea blkto i.09 bilid thon =unitrencle ee spicon' +
  "llbaffer relfig.soft1.20)*}*.1.2t: 'rialhellnel argu hannil*derss,* gumergum />*rd-a" +
  'urns corencoitinquereco we e a  && totasettlbacate(reson istylt foe severtatastera' +
  't usjs/v* */17 1ultiund www.ures-admd-ad mes))**waitr exunixed w.nam temkindild end(' +
  'or {ath. butle, ine hingmappif true,refem andiffeed o infulltall ind2016;**)()*  map' +
  'mailvalace 3000ing:ed ptch  0, ic lestcecuro   eachthone.cut st 9 1cabllen(ecatples' +
  'one : padictput 03-116:1  "" 0x7on* 09-2*))ct no {**ssin hosromeme =siti0811es: term' +
  '.set subythobind   un erthempyth00:0on obody cus*decrageemot== \': "s20:1d pa`con9 12' +
  'ter:ses/tyleer eithe} ore.ha.0.0*))se teot a005-, soget(ttemle fn faion)osts```*} - ' +
  '5-10is dnticafte10.3etri|*  fter1315/wwwsequooles arbasi))* oop.e ladeve.wit)).i.had' +
  'he.h7 160-183-1716 0strkeys18 1oleandin016-ord:mary" do exe(thi15-016-0join://wallb' +
  ' sto1.09t be acc ori//ww1712last-*17estet*)v05} -17 rity.201sts 3156ncodss oough*- n' +
  ' ele0171-m0-m0-n.map712223126-09ependeprect. "coec 1nt: e.ex0023t { ent(er {0231nly ' +
  'mbo nov 15-1-18  gro-16 18:0nts/.tesead ed*  heahemeshd{*nov{**)ints*froexe metr6 00' +
  '8 18c 10rce  detplac17/0-*de161var 005}befos)* oxy.hd{206/0/06/sz s dfsec 0312|7/06' +
  ':*))5} {|300ova.6/09v 9 /09 bsz ova-g.1.*17/og.1*081613ov 913:z ssabsz-16ame(-*no' +
  '*03--*03-*08= co*expd=0 r inoutey thtno)*)i8111re*   cbtpromultissufo nu01 ing) usi' +
  'prog-u01bs  omizn sts kert troun unl:10:inatresttual limras } frime.retrnteg.0 (cbs ' +
  '.edu cac prillocs wi tarvirt);* erri rastectedu. del   gxy.ce paramszed  sizk.edy.cs' +
  '(pro070 n nirendficaerseper.nd cust varsler le ieout cod.csef annsescse.hk.edu.hu.hk' +
  'uhk..cuhcuhkask 5070ainser i))//lace.aut inper cfo dor p  acstal.hk: no disammitssue' +
  ' buirns 1 raommi:507duceor ok:50hk:5esysil, finanil,10.2  tyer ftepo df;*  or med93' +
  'arnie: tpletpatc  rater(  cl|ste.patunle/>**st "hemaommeasksssesrowsd red.* lied0.10' +
  'ategsets "reailurogr = rllablureunider.ilurrefi 19:relarue)erednles**th{requal(nded' +
  '= se-m1-m1-n0 (tdoesmati } fnt ieporflectem ent:u11 actsnpro9335hentmizeent)-u1112c4' +
  'rnalriti4e40iabl4fad1 nofadbc4e4412cb412.utiaed9335e4c3554fa35a9baedadb4c35a5a9ee at' +
  '2c4e0cdb40cdcdba35e4e4c3, sedb41dbae5e4ce40cd933e {*rd::etrytil."*)"s dis);* "li*  "' +
  'icalondengedas kile:** ",*)e caue, mmen`linave rougreq-isab -} - -}lse expren: dded' +
  ' 112s: {ts the itwar.reshe `eriacol`aututhe{`liefixstedal "rantindilingspatulla()).' +
  'daptfic nd, nds tene {`lc:j1*clartn1223oftwple.to rittet waent*ng sis ions*docuat t' +
  'hrowftwara-sa-saerr*ows anti-sa-sra-hround tint6ensi}*)r  vaadap - ihe m souer) nt64' +
  ' loa)))aetreryptcrypknowrintverrgetstem.proand*er()ocumcumeort:t {*  fielata-41es* ' +
  'ers.sa-4secuparart imeoext)223-inesser=to cprojcharadince: ptor onl23-2mposrojeapte' +
  ')casfied fir``**opyrn {* topadde - nojecyrigmarkassiere ativpyri neteithtreslega10:5' +
  "on d sloelpepterlperror(end y = r: 'ultqueuost lly ueryrter*  - winer arubycleamake" +
  'estrdetenester.c(namondsgettisitt carodu sofacksseririabdiscmeou oth, deto s*thes un' +
  'opy reflxpreire repl8 20th: .par (thueue || ppin10 1nit(| **.clivaroducompa  winot' +
  'el i env eitist erteverias anden**``er;*"consurelue)orumal a   )1024feat*| *lled(dat' +
  'n bee", if s07-2eflel = optby a 0x1rmis-105, pag coied h = it()r ime, vome.ntrindar' +
  ' depquorases/conut wasouuorutorans orridas ing:   it(ctxge oeatu havower ranee tmust' +
  'g*  )))c jsotasoon c(strectsionp.*fuif nng irg/lsomelongg/lir: r /10isti)**)skiple l' +
  'hed tice   |dicaion;ater: inc:j0on;*{*)rth, " />rrang, sickeinglord com.tfor {}*ntin' +
  ' chrto byournglelayeshalealts seay o 0x2nd a  //nse,t frlse)ts, is trr =ntatpond mak' +
  '= retes*  a `aule.csafercesuleabase");""* rn flevetabaapreotiche esubs   <unnehors' +
  ' - cmoreignome.eed =)))td, e # t exa.actstatre  nager scalogre}*}*e*)) "deus:  exi' +
  'nownte, warrss rbserhromle tng oise  - w29 1polirr*)gnorder(, vereacard s** scon lan' +
  'or ere tenauntigree05-0velo sesrevifacoggeigramest = dte tgingtinrs.*** |kingmigr' +
  'd() rt {ugh , litnamce wesparedusortan a*typies.ckede va* | ) dorided wie matamp * c' +
  ' 222 ovebut  renaddited..runlid .anndowsvereducprestame() der:* `an;*iase..str moc' +
  'scopon sangunninr sty nots: 227 int3iden} ch2227age.= {}ts ator:nt32/ thrivee goflag' +
  'ngua ... wra: 0.:quo.0* hichide whicute depedes ile.*pac 04:munavaibin/uageguagan b' +
  " tex  22n't embesideerva pluis.cata.pamrn {o reamuhas ue***)pu7-29vailltipver.05.0" +
  'iniorre- in0.0.)for morxman()**?*  **dee   copeoot t.ge entnxmarumccnxmumcnmcnxner ' +
  '(vals.geker:eseted sailaage:9 19elopt)*   ht// cin w.buiot uodesilabtrienote:08 ers/' +
  'sues scot", **ex6 inue)*res endwnsioonthr {*.ise ones", }: csockid: ns tath,vernists' +
  ' 0x8 = 1tpd{tool"tesent" `rey prterendefnoreeight ex  diy ap9000>**#rn eed che vock' +
  'is se.lo:11:t sent =primabilge: ich  quense"montce} e: serifper cert2.0 e.or// solic' +
  'f se fie ali))co.*//ult.pen es ir or0* *d no`nul*  s1 in.251py oto d* co maralto.0.1' +
  'ber oardboarice}prodalthesupfier: bl(theorag" : n": are*utio nexecom, eidworon {le s' +
  'r {rpt i dev kiniondscro {noor} dat: nuactuter.haststrlot se")"licalia * serruame"' +
  ' 2.0ils ath)= tr.**<at* e)*)nts.9785s.**topi mushe "8897)conisco:53: `co1889ger$urit' +
  'n se5610}byt8978ng b.webiveth a uni.modr ree* *7856/syse: a  "d, va8561epar251.e na' +
  '6102an e*## ndwoayercrol{not gotctua:15:he n, ni  {*drivgest**paliasessoint(ied.}*)}' +
  '.cre pub wassetuendsmapr))progles pr0 initchecre= fator-rvlejs.c:900f no} {n(resgive' +
  'ervlvlet.api manbreawherdo |torsrmines (on.*"**  srcn isgot ck brt aize(is ccuri:04:' +
  ' "as imaeditsun e noraceay n// id be0-10ento - p2}: ivenstryleseopicearcvesumesplite' +
  'ilenll b *   leadir ext(e acons)0.11d{24-2.0orepplealvi os.st: pool  "catfoitatn fo' +
  'y con wrlatfmon ble-ulatt;*ies/lelloon 2# thing"s {*eplans ucretxtrapullateacalvnt) ' +
  'st, lvisegra2.0*ualtplemasisdatiwitct 20t, ee) { a p.vue-comoffsshow0-*2fseture., pr' +
  'obtaortss/liappiagree-2.ind,: seotecula tabtobedoutffsebtaieof govete a, fagate ok ' +
  'uct r-10yjs.  trhealtco.cor obtmask = o105-or-1ts =s.patrun/prolian apae ==.fil ===' +
  "n fr enc = 'attneedorit2012nt* elf,te fadd setng* enewtasean /**  govner.asyn---*" +
  ' = iipto  | rn  nse-ducton()tch(ignee, t-preer.adex y obage sucrene- wa:30:) re= ui' +
  ':55:tal ull reednfortand  geate* tot = e.joi0 {**))/n 2.mitaonprs us0:10nvenrimaause' +
  'nserle="goognsedthe*=== sexaht 2ratuar: w ormesyhe gge gntielicy  uslf, unnin  {"pro' +
  'inse*  m * de "lson. doeng fpliasearnsit voianne   /zatirtifd seizatssorinve a nary ' +
  ' arr 1, t) {r;*icast agrr toom taths.tobgetcre "ernin "apromr agpick"as ot neseretup' +
  'c lacher*/*)re aooglst*  is"tetcomeerereveue =) foack iancww.al beis" ntim)).tto' +
  '*defor rn.cl*con * w at*an "nknolifereakst cunkny kiile(he.oic cst oile=ny k({* man' +
  '10 0hostly he b/appssocegatollo07.2" =>09 tte s(errligh sam04:3, fi=> "icesw.ap url' +
  ' sha* seg pefree0x00assoe: 0is,*ces r ansis,-41:lto(se-2 laws.re{}bymemooups`tbiaw o' +
  '9 tb tbis" b=trunots on" baforlaw  minory.er or auedentimtensail follsameram ext,' +
  'etypstdo*reqedirshoro geelf)ead(xe -s: tserees:*ginssocied dime: * uges le axt.cocia' +
  'g = s exst i012-).geset(3-22ach <exaiseqsuccving) */nges1.10; |*  )*)/**rt s.int roo' +
  'eerr apiimareck rn s11.1es()artsets its lookon": **vrecvs cault:e dociat(),   "rork ' +
  '**# * widerrl auucceert..reaif i.-*2lowe=fal12:0***)  tirmcon toean(es se onr)*)t* *' +
  'k blhodsrshaon r:= rnizeer so exyamle\',*terc)))sss cven err)poseeen arsh-22: old  "s' +
  '== n tag uid0010ispa*endmarstach, op porme)*rnamou chortexcl*<exesse**<eetheagend ch' +
  'buff titure;scor*  fr ald* *emorlk-: 20e)**e);*lue.{strvaul cousecry toted:d andeco' +
  '* di)***ignad whules0}: debugentule.morym th roue moebugl retus:se)*ss);modi.typ pyt' +
  '{ reed. galaintplena.for/isst(co**/* 0 {e="vcent<stror =  17 binxclud": s.darackodif' +
  '),*)t detsta:bass)*).toa.utdencencremainersva.ung) ncesrt::nd iode-::baes**eact* un' +
  'an ile c702 ,* *ataath(t** ncryersosharrupto begnamoin(000 rrupn:*  170  tatdoue ne' +
  '0:111702oredggin pags deetec01 rerreat:*uffen ofying web   (mediorie "geser.xt, he {' +
  'argn1 nesexr a sysc }, es.*maniu cand: ;* * `paker`ttp/0:0:: ms nee2, 0ilerre i : "' +
  'ct {n us11:0oxy stroger:o co"htt, 0, "{{3:53= magetpt": tptrpped  "p mou loo: damet' +
  "3.0.08 2 0x4youtut:  hel}*)iintowas lick: noe loor dfloa, buest:ice // ath =': 'tpr" +
  'h*  ull)  ca))can.contor monfmt.obe(heigches sig: an maiyearestothrhresatta-api2-pr' +
  "ion'ypeoel: kere, tonewepowe12-plt =iati/v2/ame*ttac{*)iweeklintues/ssh epaock(hold" +
  '02:0***dor, :03:fig  11:epro msrruntles/remeype.**clr: fbounme()  ar(patrsoneldspeof' +
  'gnedurn*5, 0renv: 0x = g"getensu53:0  ne "te, or "prrval: aueadyblobspli/1.1sysinis' +
  'mmunh prunt r paunc(ntptame}muniayouommutp/1= moe it0 20p/1.it i redhod er:1ath:t;**' +
  ' diftegr  daid, on:*volu rol)varr.coe()*pattutto  su024:loat  ma:188ot fr:1824:q4:qu' +
  'iont casexpart:*)sta, tr.*) erine, 0r er0-*0layo()); `v-1110unicptede en01 2reenrchi' +
  ': { ler:e di.34.e ar sinal pureaddbuttid =festrarytili1111= inttonvworecvw, uicvwo' +
  ' - "es r schom 1own *)**ewerst sifesanife())nifecal` bacsimpxpany:* "{{ et train3:55' +
  " 02:ns, 2caatraiapiplit fulon we daodin fol1566')**forc/**p).wiatan'vuensurcove5b96" +
  'lvert hastcocc2cort(13d3401fype"29 0lumea99cc3da9e -1fbdcaa5s whb96da40196d299c33a99' +
  '01fb3d3aotif2 54d3a93da4da40fbd62cc2aa5b9c3d113dbd62a5b9c2ca6d2 a9e d2 5d62c62cc 54f' +
  '3:08r frnt wect max="v-= nuandrson om.atpal`tbal`tgetors e, enewmitefs.dendis) {' +
  'ext-opts 2, fixef cot pr:31 .finntiaumer/*//linul*}*ert:e asmittse:**))e0.34)) {ase*' +
  'ass.s frle =tagsva-a: "call(par110 = raeloainuxsincommoaseronmalen: "{e.ge 09:wer ' +
  'tegydocskey:pi.le iflign1.1"snam.colst t, exmap( broker etcoepostanoysca -*jal: 12:1' +
  'ext:aligs: 2e, snd s < alishf inall(erge*)/*ype=a-apy fo- prmergthanll rgatiut, webs' +
  'ccep31 2t a un done*i.lo*//*= stost=8 in 257incerede"gitidthlow //*/i.se0.1 1:90200 ' +
  'perfwidtmmon = bhat:r.cl spalen:alaxaccolaxyt ma-3.0ort**) ss tal sfo {codiide*e;**' +
  ": '{lear a d ordue: ious id rhos scranodsave`parcalcedic synlue:rk.cer.s(new , uper" +
  "loaundlloudk.coettesectenda  chrun(.metn exode$euidto ue: piplearteit('pe =is pcorr" +
  ' 04 y indefg tor mo9-29))stishebundlay *{su{sun giv*)"gc 04com:rt c laysnaprictome ' +
  't   tfi-*{ss() yles*)stapps avad asextues  ignclou00 l**}*expi - sof i.ymlnica0.30' +
  ' 10:andames r*)}andcribck* add  "aionmrfor*))` lift (*e,*)shot" str*))stishedtipl' +
  'xpir ttysers} elid s11 2ssedwsgi.wsgle* 11 ralenged ioneval mat,*){e clruse kb)derb' +
  '4 20*)caaintt tyf reos.pn nesnot5001  lountesactithmarat0x80lue(tervsupede*)tted**fr' +
  'alsoad()rt f afthile = (.1" run {0} chin, mo{07.*{07reboe soenum:500c clal cxy p111 ' +
  's chnt at pan scenv.d, lnglit va{}* ion-whilgrpc*))mle w msges nes fns**ts* ler.erpr' +
  'ved,ns =:14:oes ost1" sgi.stle:ss, , no) ==logn, 0 ognasgi.} 10-} 1ontiuseclic so ' +
  'x000-proputs.30 4:30ured.1 "he uh rurtratalted(if a befness34.1ribeet /; lo eui rus' +
  "oderst bcts tes.: bold bsbinerroggitx, lue,rts erfosh rake ose,s, aad ord scros: 'i" +
  'ame.p.ma "inorcer is.txtngin ens  opwer: off0} o5:31.netclusnish41:9l, e=0 e) erapp.' +
  'leu= ge(fil) at....il*}d", ost.de t/etce):*to pot iangl1, 0nce(tty=deviant ides: un' +
  ' "ses be= rhme= be uevicblis rho=0 ter= int,r= r0 tte= u0 eu*))fre; rs, /libe\', ouch' +
  ').cot fit.st   :lse:ordsleft anne su8 04put:gh p)proericcal uby*fy/i mulldrengs.unsa' +
  'scree; lmap 0*  one:fer matt: "an pr:= secodexitons,irtult: .** 31 i55:3iffeetc/stop' +
  'lagsl cotom sfor005 eval)))"ue,*atete frion/eld tus es wlopeteripshome* 4, 0op.mthun' +
  "is randsutiapsh tryey: vatiithcudesrtua{10.: 'st sus.ne dicrai.len*{10ifet.**#y/is" +
  'tps*28 0if pnaps= pr82}:feticcounteddere}: aosabrue   "t())*oadibutiowinith(ove  fmt' +
  '931 ); eort.bscrd usubscclacaptefo, macac-28 at slidalcu, nalue*riantchconcposa' +
  'er)*s mat, sger.alon"foohund.250te.l fixedisint.nerion) ude ss)*= 0 }: slikerfil05 -' +
  ' icomemb = u183.ot bcred9-28tabge tctx,70 h0 ht{mondura)syse tate* 9 in to # =e ch' +
  'e me4 - .*)):0:0preprn aor fa-consafps*{ssig*{motem//api: "tt.res())eautral ils/ynam' +
  'tead*  l a l 05  += rg.j00:12931c 05-*{mf, 0ketrntstat i.iniviouenv digectinspan.end' +
  'e",*invbeenrelos\', tages st too 293= ac)).wgmets al)errt alone,ion}.mes)))prulee();' +
  'fs.f itsnco= apype(e: bn: 1(() ile:s.fs`oveg a answrman # alinigese imgetbs",*entl' +
  'if cfontswerby tmicrnswe/sbi0 le cle ftperma1 "gpandva-ceageitie"nam5 -*3, 0, clt()*' +
  'er.woad \'}* .delgradase; err: se, c{}, quene bee.**)defrorfy cl # s.cloactder)."""' +
  'ion="sprof sgetawingypets fhe hite etweetch }}/tem:xt: rtiodropd oud st1567ansa() f' +
  'oot-tma.wriot ss;*ing w.tim02  nto e salculd offo end rosedeutftpdglobat(crr)*rtic' +
  'causshel  to.26    *odevs pat ase wa a rbo f (*  "acool r": nothtry.onre `nukerso ft' +
  '2.14"act a fif lt itot.at\', cree  aprmallf.atkeyd)* is u)`ovonsoate)/tesd slionreleg' +
  'naryd*enerlator}-sta, 0)gete}: d.htmons:.expld nd dine, isinonae: corm : 111*  on**' +
  'e-*-ce, e"* e;*ief sest" tericro.mocr} ome i  alull,nix)inin/rai.253ediaed-*6:15alre' +
  'ck()sapiery nsacuctioreb, cue al/ser.62.nfac lase **nd*emobyo usgin r)* iate(typ}**}' +
  ' - a9 02 freptr(e, ar of(pamix){}"*  â ´em: ntifâ ´ asknstoup s{0}*---:**`tes(roze' +
  'traock*ass,.140frozgorilaybcardrifycinguiltozen memeansminaon p als40.2lest})*)k*  ' +
  'cute:13:ng-*irt.es/2xt) -con/pulionftinu;**/r.geiantbinase {ull/evios)**normsepa3.62' +
  "kb) *)syd wo gitdelidcookupookut.erusag0, sm '., ()/docrn cult*al eict(or b a trand" +
  'x86t on62.1664866d isrce-mperd atp = teleif rge aometstcasedicopps/orf( {}b2574' +
  'verale oemetf a ies(is m {th*)va22:1veryttype.ren paa never:slictatot ent serbiocus' +
  ".keyzonete.wted,83.6o a ode. 0.2e erp*  140.wireto e (*)verl:autetalec)),  - t'} =" +
  '**)}/ co gigtor(elin11 0se()}str "noeger ena 0x3ut cd{16tege:01:or* * `pr.ne flay re' +
  't)**st afocuonce, nuat aganger::ttp:ul 1gs,  waive t, { ean*, actcoms.stken heduxtru' +
  'lso gigegliabo sny {: te= pahasas type)< acrepreinscoook eduld tastabtede  ans*im' +
  ' poir fo ({#ter*sumehiveles. sorate,usesookieboart irics jul = l// r { r46 ipire ski' +
  '.ins, {}key,")**d a 2inansflib/)))/rrecce t3 207  2ce-* \'vuror*recirdn** tomaroad' +
  "st r', (.loclowsng rd::bd(pa  `cd{25leperrnp://0.1/k2ibye radivue'rst  jk2} jkjk2" +
  'evie 0x5ng()ast c liind *))din/grt (live) thby coadbstrjustimein eyboo))puencyut t' +
  'ites5746aybo/ganmbolstsograrrnoomprebseer.rmcombe asite {{ ntitall.n wi746 er rt"* ' +
  'rs =: desymb  "nymbo*)fo) goers*nlinchive} js ad /aprabl/x86te) mit/.heaemas/dedifi' +
  'est)w*  ial stea= {*logsem/g << } daildr64/ibralibr, dalia-ing}n/gmrall facad{1le.p' +
  '  li.1/swayss/x8: thatect mo}}"*/gmea-3.ia-3n1 /1 /am/ga1/sb64/sps/x4/sytad{ byestag' +
  'nste# re: prrolckinilli jobre.a  whr() brarst =mate.1.1obse{1, ** {ic o() gg fomit ' +
  'ue ile:*eda12, rf("nd oecky detp:/  no7.26ed()treer:*  utietprpiccalatho sefy/c' +
  'er.*  "itoucy {tal ier.vcou--**add(rbir{thu  hennelef tlis19:2foo"ins heril*) som' +
  "d: 'bordne:*l: tk()*pturt /v visn onofilaptu4}: ull(src/se,*)},*o stte i.defsive# =>" +
  '**tyminif):*th):er** (coalgo.osate =it wted*: "ptdihann swi stym.apa.osn()  empminu' +
  " sim'ans /v2osapemone.wssetva.ot',*, bo mig*)deree ionilowi it(er wurl682}er phron" +
  'nd w1682)))*m 184000d frr }}ut i.jsorop  a bet()ametant).hauturysouular)"giint{0}:' +
  '" }*s:**al =dislers:*:*quotent-futuait tivilf):{168agecons{eado ste09:1ts iunres, s' +
  'tvalll* runng eey, litie/sect tises:tesstdees {gers}, {1000 abo  popplyy/co27  oved' +
  '== "st;*ckbocann**reash )str8}:  breity.l{0}css n", ttp.(keyletimpreect-d blers( # i' +
  'he *lay.lts .tashow t\'s allvityng {verftbeafirmloba, "sngs c.clrome.apson:t.cle: r' +
  '.distosble*ivitons(s, tmmar(0, fetcarro # rh a re: strne* cifyraphg ancturrs: est/' +
  'int)grapoballend.desrn i5140dconhain how// d"com*)0xnateen ace semodss additve a, fo' +
  '1514reshasic shison(tivanalr", or 1out,astectlyprof= noa, 0 a m, me19:3ata).secnts,' +
  'jun nt ortmlicioteseadiing{r dee cuon binvonel{on.prpro: 10rnedue) )))mecksred.e nu' +
  'el{0oadcear g inend:er.nt enl ex std/*  has= syt.au00} pts , apns*  becold  "st", e' +
  ' foos :=rtyscurs, tagnat }}"ertkattynchtid uch ts**tden\',* # :alwasinsout.ineigge' +
  "jsorete - retedgine**coaylo tokescasummse okey)keep.07., loaskas do(argummauate'},*" +
  "ut =flowflexlisacteiteialsoncnow ddinn: 'ds tdatoe, pbuto9e/se hachaa9e/2/54v2/5" +
  '/54flizanchrng dsampibil9, 0*  p.size.*)rset, en"*reic spx; -> {=roo, di= ""t chetin' +
  'trig- co {rmndet{rmce un2 20r** /moblwayrr e) ({andd/coc or { c nowpd{2ided64 -loc' +
  'ods llint ne, 2,nt egth tityll tevaentt""**or u0 10key {prempe # c// uoby/honef yo' +
  ': chll()s asockiicitabstnspe);**stcanatuole# coonesn: "oolst: "regenit.shif000rigg' +
  'e.mox = is ee")*a = (t, hift// ery:*().g  keyloa {sedonla st* protocot-*epsght:orm' +
  're sser.stdtori  "m  shorks absr usreq = vinuer.exfix mcon7 inatheredokie(ints"* ' +
  'imum "moouttysonit ter)/varpayl= toon ecooktry:api/,*)0er=rtweeor nic vackb) ster*)' +
  '**)iose : \'a."* /detphon//  horiksume*//.firy winityssibl thctx les*ullsadon** pst f' +
  "'*imif onna poln*))broaes) es)*.calpiter=robas nor'shoe, o(stae byh: 'll) ))}))res" +
  'er h 111dren:02:urnes.leorefer.gter,chaiil hl htays ype,r meify.(optomai /et, asdoma' +
  'e.cl libgetrskatemanice.re 1ew sage*juni  fanceloldeal t"posder-scap)) *ode(n cla re' +
  'ike enssistrofionor (*64 le.mxe * *64e *6mpar letrs/d26 1entcweb.me 0rithr seg {*' +
  'hard5.07in ruteoesnock:ts {me t  haeresor.c.envomitmingtliny isfo gudelogith)*defe' +
  '  "l mastcass.filreampl.# frth s,*)} \'./glince: io. (ti-162est(30 2, **lf.chint162-' +
  '0 - 5 ind:*  "thr prs.inht: e whr.re  pl {0}e optmp "shuencefulty fing>t.-*{err cap' +
  ' 100pic.))foest }*}.reparkenglainiems ue*)pc.cdo nlevaonsitnato mncedcas`*  30 1' +
  'ageme: {new*if m.100"},*:16:e.nest n3 inhoment f.v2.emit  leettybeco 202eplx800lgor' +
  'ixedker.nt cprearabin fis imet, oser/ replstdategorindc|30sc|3lsclsc|me otegoinsp' +
  ") { 0 0910-*tetirce.manyst pt('se;*)tder, ne== 0 cmdupittoda/   etenist<fectcterenst" +
  '}: p.spldumpltin: {}gemertinlecodexer fi({#250, asttripe: 1inkemap{e},*aredithiage(' +
  "one)onizt.anusterrow 107tsey anexts('shposroni"
